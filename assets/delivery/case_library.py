"""`case_library.csv`: cases of the library, the newest quarter first; no person, no contact id."""

from collections.abc import Mapping

import pandas as pd

from assets.delivery.csv_text import csv_bytes
from assets.report.records import records

COLUMNS = (
    "quarter", "position", "case_id", "scenario", "competency", "difficulty", "polarity", "mark",
    "risk_tag", "is_of_expert",
)  # fmt: skip


def case_library_csv(marts: Mapping[str, pd.DataFrame]) -> bytes:
    """The file's content; the heading alone where there are no cases."""
    rows = sorted(records(marts, "case_library"), key=lambda row: row["position"])
    rows.sort(key=lambda row: row["quarter"], reverse=True)
    return csv_bytes(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
