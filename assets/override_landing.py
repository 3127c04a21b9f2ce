"""Hands the record of decisions to the landing, as one more file of lms/overrides.

Whether an entry holds is then for the same rules as for rows of the exports: unknown ids are
refused in `rejected_rows`, what cannot be followed is said in `path_overrides`.
"""

import json
from datetime import timedelta
from pathlib import Path

from assets.landing.discovery import FoundFile
from assets.override_record import ENTERED, Entry, read_overrides, record_path

TABLE = "lms/overrides"


def entered_overrides(out: Path, landing: Path) -> list[FoundFile]:
    """Write the record's decisions with the columns of lms/overrides; no file without any.

    Row numbers are the record's own lines.

    Args:
        out: folder with the record.
        landing: folder of the landed tables; the file is made in `entered/` there.

    Raises:
        OverrideRecordError: the record was tampered with.
    """
    entries = read_overrides(out)
    if not entries:
        return []
    rows = [""] * max(one.line for one in entries)
    for one in entries:
        rows[one.line - 1] = json.dumps(_row(one), ensure_ascii=False)
    target = landing / "entered" / "overrides.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return [FoundFile(record_path(out).relative_to(out).as_posix(), target)]


def _row(entry: Entry) -> dict[str, str | None]:
    fields = entry.decided.model_dump(mode="json")
    row = {name: fields[name] for name in ("override_id", *ENTERED)}
    row |= {"decided_by": entry.decided.by, "decided_at": entry.decided.at}
    if entry.withdrawn is not None:
        # It held until the day before it was taken back.
        last = entry.withdrawn.entered_at.date() - timedelta(days=1)
        row["valid_until"] = min(row["valid_until"] or "9999", last.isoformat())
    return row
