"""Where a run's time went, as lines for the terminal."""

from collections.abc import Mapping

#: What a stage's seconds went into, in the order of a run.
TOLD = {
    "fetch": "exports fetched from the object store",
    "imports": "Python's modules: dbt, dagster, ours",
    "dbt_parse": "reading the dbt project, or what was kept of it",
    "definitions": "Dagster's definitions of assets and checks",
    "landing": "exports read, validated, written as Parquet; run context",
    "expectations": "checks of what has landed",
    "dbt_models": "models built",
    "dbt_tests": "tests of their data",
    "dbt_between": "dbt, between models and tests",
    "marts": "marts copied, run.json",
    "delivery": "files for the LMS and managers",
    "report": "pages",
    "publish": "landing put into the archive",
    "dagster": "Dagster: its plan, its events, its pages' view of dbt",
}
REST = "switch to the new result, alerts, archive's ledger"


def stage_lines(stages: Mapping[str, float], in_all: float) -> list[str]:
    """Write a line a stage, and one for the time after the last of them.

    Args:
        stages: seconds by stage, as in run.json.
        in_all: wall seconds of the command.

    >>> for line in stage_lines({"report": 1.5, "landing": 0.25}, 2.0): print(line)
    seconds by stage:
      landing         0.25  exports read, validated, written as Parquet; run context
      report          1.50  pages
      the rest        0.25  switch to the new result, alerts, archive's ledger
      in all          2.00
    """
    order = [*TOLD, *(stage for stage in stages if stage not in TOLD)]
    rows = [(stage, stages[stage], TOLD.get(stage, "")) for stage in order if stage in stages]
    rows.append(("the rest", in_all - sum(stages.values()), REST))
    rows.append(("in all", in_all, ""))
    lines = [f"  {stage:<13}{seconds:>7.2f}  {told}".rstrip() for stage, seconds, told in rows]
    return ["seconds by stage:", *lines]
