"""The pure domain: evidence, scores, weights, ladder, effects and learning paths.

What belongs here: numpy, pandas, scipy and pydantic code that takes frames and a framework and
returns frames. No files (except `loading`), no clock, no environment, no Dagster, dbt or DuckDB.
Import the submodules directly; nothing is re-exported.
"""
