"""Lands what the previous result had planned and sent, so that this run can go on from it.

The columns are those of the marts' own contracts: what dbt enforces is what the next run reads.
"""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import yaml

from assets.content_hash import require_files
from assets.delivery.calendars import Sent, read_sent
from assets.landing.sql_text import literal
from assets.publication import Version, version_folders
from assets.published_record import place, read_published
from assets.run_settings import PROJECT_ROOT

CARRIED = (
    "agent_ladder",
    "path_assignments",
    "path_gaps",
    "path_plan",
    "path_overrides",
    "path_deliveries",
    "month_records",
)
"""Marts that a run takes over from the result before it."""

_CALENDARS = "previous_calendars.json"
_TEAMS = "delivery/calendars"
_MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"


def contract_columns(mart: str) -> dict[str, str]:
    """SQL types by column, as the contract of the mart has them.

    Raises:
        KeyError: the mart's file describes no model of that name, or a column has no type.
        OSError: the mart has no file.

    >>> contract_columns("path_gaps")["gap"]
    'double'
    """
    described = yaml.safe_load((_MARTS / f"{mart}.yml").read_text(encoding="utf-8"))["models"]
    models = {model["name"]: model for model in described}
    return {column["name"]: column["data_type"] for column in models[mart]["columns"]}


def published_versions(current: Path | None) -> list[Version]:
    """All results that are still kept, the newest last: by as-of day, then by when they were made.

    Args:
        current: link to the published result, beside the folder `versions`; None, or not there:
            nothing was published.

    Raises:
        DamagedResult: a run.json is damaged, and the archive has no copy of it.
    """
    if current is None:
        return []
    # A run elsewhere may publish meanwhile: the link is followed once, so that all is of one.
    newest = current.resolve()
    if newest.is_dir():
        read_published(newest)
    folders = {newest, *version_folders(current.parent.resolve())}
    return sorted(one for folder in folders if (one := place(folder)) is not None)


def previous_version(current: Path | None, as_of: date) -> Version | None:
    """Return the newest result that is not of a day after `as_of`; None where there is none.

    Raises:
        DamagedResult: a run.json is damaged, and the archive has no copy of it.
    """
    before = [version for version in published_versions(current) if version.as_of <= as_of]
    return before[-1] if before else None


def later_day(current: Path | None, as_of: date) -> date | None:
    """As-of day of the newest result, where it is after `as_of`; None where it is not.

    Raises:
        DamagedResult: a run.json is damaged, and the archive has no copy of it.
    """
    newest = max((one.as_of for one in published_versions(current)), default=as_of)
    return newest if newest > as_of else None


def passed_over(current: Path | None, as_of: date) -> str:
    """Say that results of later days are not gone on from, and what is; empty without any.

    Raises:
        DamagedResult: a run.json is damaged, and the archive has no copy of it.
    """
    later = later_day(current, as_of)
    if later is None:
        return ""
    before = previous_version(current, as_of)
    from_here = f"goes on from the result of {before.as_of}" if before else "starts anew"
    return f"a result of {later} is published, after this run's {as_of}: what was sent {from_here}"


def land_previous_result(landing: Path, *, as_of: date, current: Path | None) -> dict[str, str]:
    """Write `previous_<mart>.parquet` for every mart of `CARRIED`, empty where there is none.

    What teams' calendars said goes to `previous_calendars.json`, for `landed_calendars`.

    Args:
        landing: folder of the landed tables.
        as_of: day of this run; of the results that are kept, the newest that is not of a later day
            is before it (`previous_version`).
        current: link to the published result; None, or not there: nothing was published.

    Returns:
        For each mart that nothing was taken over of, why; empty where all were.

    Raises:
        DamagedResult: what is to be taken over is not as it was published.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     notes = land_previous_result(Path(name), as_of=date(2026, 3, 31), current=None)
    >>> notes["path_plan"]
    'no result was published before'
    """
    landing.mkdir(parents=True, exist_ok=True)
    before = previous_version(current, as_of)
    if before is not None:
        _require_carried(before.folder)
    sent = read_calendars(before.folder) if before else {}
    (landing / _CALENDARS).write_text(json.dumps(sent), encoding="utf-8")
    notes: dict[str, str] = {}
    for mart in CARRIED:
        columns = contract_columns(mart)
        target = landing / f"previous_{mart}.parquet"
        note = passed_over(current, as_of) or "no result was published before"
        if before is not None:
            note = _take_over(before.folder / "marts" / f"{mart}.parquet", columns, target)
        if note:
            notes[mart] = note
            _write_empty(target, columns)
    return notes


def _require_carried(version: Path) -> None:
    """What was planned and sent is taken over as it was published, or the run says so."""
    record = read_published(version)
    marts = [f"marts/{mart}.parquet" for mart in CARRIED]
    named = {*record.get("content", {}).get("files", {})}
    found = {path.relative_to(version).as_posix() for path in version.glob(f"{_TEAMS}/*.ics")}
    calendars = {name for name in named if name.startswith(f"{_TEAMS}/")} | found
    require_files(version, record, [*marts, *sorted(calendars)])


def read_calendars(version: Path) -> dict[str, dict[str, Sent]]:
    """What the teams' calendars of a published result said, by team's file name and event."""
    files = sorted((version / _TEAMS).glob("*.ics"))
    return {file.stem: read_sent(file.read_bytes()) for file in files}


def landed_calendars(landing: Path) -> dict[str, dict[str, Sent]]:
    """What the teams' calendars of the previous result said, as it landed."""
    teams = json.loads((landing / _CALENDARS).read_text(encoding="utf-8"))
    return {
        team: {uid: Sent(*sent) for uid, sent in events.items()} for team, events in teams.items()
    }


def _take_over(source: Path, columns: Mapping[str, str], target: Path) -> str:
    """Copy a mart; say why not, where it is not.

    Columns that an earlier version did not have are null, or false.
    """
    if not source.is_file():
        return "the published result does not have it"
    rows = duckdb.execute(f"describe from read_parquet({literal(source)})").fetchall()
    found = {name: kind.lower() for name, kind, *_ in rows}
    if found == columns:
        shutil.copyfile(source, target)
        return ""
    other = sorted(name for name, kind in found.items() if columns.get(name) != kind)
    if other:
        return f"another version published it; other columns: {', '.join(other)}"
    filled = ", ".join(
        f'"{name}"' if name in found else f'{_nothing(kind)} as "{name}"'
        for name, kind in columns.items()
    )
    duckdb.execute(
        f"copy (select {filled} from read_parquet({literal(source)})) "
        f"to {literal(target)} (format parquet)"
    )
    return ""


def _nothing(kind: str) -> str:
    return "false" if kind == "boolean" else f"cast(null as {kind})"


def _write_empty(target: Path, columns: Mapping[str, str]) -> None:
    typed = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in columns.items())
    duckdb.execute(f"copy (select {typed} limit 0) to {literal(target)} (format parquet)")
