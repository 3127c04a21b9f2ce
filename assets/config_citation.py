"""What a published result cites of the record of configurations. In run.json alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from assets.published_record import read_published


@dataclass(frozen=True)
class Cited:
    """What must stay as it was published.

    Attributes:
        approval: id and line hash of the approval in force; None where nobody had to approve.
        head: hash of the last line the record had; None where there was none.
        newest_month: first day of the newest month ever published; None where nothing says so.
    """

    approval: tuple[str, str] | None = None
    head: str | None = None
    newest_month: date | None = None


def read_cited(out: Path) -> Cited:
    """Read what the published result of an output folder cites; nothing where there is none.

    Raises:
        DamagedResult: its run.json is damaged, and the archive has no copy of it.
    """
    current = (out / "current").resolve()
    if not current.is_dir():
        return Cited()
    run = read_published(current)
    config = run.get("config") or {}
    approval = config.get("record")
    # Results of before this was kept say their own month alone.
    newest = config.get("newest_month") or run.get("as_of")
    return Cited(
        approval=(approval["id"], approval["entry_sha256"]) if approval else None,
        head=config.get("record_head"),
        newest_month=date.fromisoformat(newest).replace(day=1) if newest else None,
    )


def standing(
    out: Path, head: str | None, *, as_of: date, last_event: date
) -> dict[str, str | None]:
    """What the next result cites beside who approved: the record's last line, the newest month.

    Args:
        out: folder that the result will be published in.
        head: hash of the record's last line.
        as_of: last day the result may see.
        last_event: that of the latest event in the exports.
    """
    # A year mistyped in --as-of must not close all months up to it for good.
    newest = min(as_of, max(last_event, datetime.now(UTC).date())).replace(day=1)
    before = read_cited(out).newest_month or newest
    return {"record_head": head, "newest_month": max(newest, before).isoformat()}
