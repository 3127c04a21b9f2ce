"""A made-up service centre with known truth, drawn from a seed; nothing here reads real data.

One noun a module: settings, streams, months, names, people, places, abilities, jumps, issues,
cases, outcomes, mood, voices (surveys, complaints), complaint_handling, repeats, reviews, feedback,
catalogue, enrollments, training, assessments, hardness, truth. `world` joins what is true before a
contact, `columns` shapes the tables, `centre` plays the months and joins everything;
`assets.sample_exports` writes the files.
"""
