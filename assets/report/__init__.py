"""The pages people read: one for the organisation, one a team, each a single file.

`build.py` writes them. What a page says is gathered in plain objects (`people.py`, `teams.py`,
`organisation.py`, `team_page.py`), drawn by `charts/` and laid out by `templates/`. Files for the
LMS and for managers' spreadsheets live in `assets.delivery`.
"""
