"""A made-up service centre with known truth, drawn from a seed; nothing here reads real data.

One noun a module: settings, months, names, people, abilities, issues, cases, outcomes, voices
(surveys, complaints), reviews, feedback, catalogue, enrollments, training, assessments, truth.
`columns` shapes the tables, `centre` joins everything; `assets.sample_exports` writes the files.
"""
