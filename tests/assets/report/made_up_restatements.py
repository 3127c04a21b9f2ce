"""Made-up restatements of the made-up run."""

import pandas as pd

from report.made_up_run import PERIODS

_COLUMNS = ["agent_id", "month", "measure", "published", "restated", "reason"]


def make_restatements() -> pd.DataFrame:
    """Late data on six people's scores and three people's tiers; another configuration on one."""
    rows = [
        (f"A{place:03d}", 2, measure, 60.0, 60.0 + place - 4.25, "late_data")
        for place in range(6)
        for measure in ("composite", "score:process")
    ]
    rows += [("A000", month, "tier", 3, 2, "late_data") for month in (1, 2, 3, 4, 5)]
    rows += [
        ("A001", 2, "tier", 3, None, "late_data"),
        ("A002", 2, "tier", None, 2, "refit"),
        ("A003", 2, "tier", 2, 3, "configuration"),
        ("A003", 3, "composite", 60.0, 61.5, "refit"),
        ("A003", 3, "score:process", None, 61.5, "configuration"),
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.assign(
        period=[PERIODS[month] for month in frame["month"]],
        difference=frame["restated"] - frame["published"],
        published_as_of=PERIODS[-1],
        config_sha256="c" * 64,
    ).drop(columns="month")
