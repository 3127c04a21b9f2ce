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

from assets.run_settings import PROJECT_ROOT

CARRIED = (
    "path_assignments",
    "path_gaps",
    "path_plan",
    "path_overrides",
    "path_deliveries",
)
"""Marts that a run takes over from the result before it."""

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


def land_previous_result(landing: Path, *, as_of: date, current: Path | None) -> dict[str, str]:
    """Write `previous_<mart>.parquet` for every mart of `CARRIED`, empty where there is none.

    Args:
        landing: folder of the landed tables.
        as_of: day of this run; a result of a later day is not before it and is left alone.
        current: folder of the published result; None, or not there: nothing was published.

    Returns:
        For each mart that nothing was taken over of, why; empty where all were.

    Raises:
        json.JSONDecodeError: the published run.json is not JSON.
        duckdb.Error: a published mart is not Parquet.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     notes = land_previous_result(Path(name), as_of=date(2026, 3, 31), current=None)
    >>> notes["path_plan"]
    'no result was published before'
    """
    landing.mkdir(parents=True, exist_ok=True)
    # A run elsewhere may publish meanwhile: the link is followed once, so that all is of one.
    folder = current.resolve() if current is not None else None
    why = _why_none(folder, as_of)
    notes: dict[str, str] = {}
    for mart in CARRIED:
        columns = contract_columns(mart)
        target = landing / f"previous_{mart}.parquet"
        note = why
        if folder is not None and not note:
            source = folder / "marts" / f"{mart}.parquet"
            note = _why_not_this(source, columns)
            if not note:
                shutil.copyfile(source, target)
        if note:
            notes[mart] = note
            _write_empty(target, columns)
    return notes


def _why_none(folder: Path | None, as_of: date) -> str:
    """Why a whole result is not taken over; nothing where it is."""
    if folder is None or not (folder / "run.json").is_file():
        return "no result was published before"
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    published = date.fromisoformat(str(run["as_of"])[:10])
    if published > as_of:
        return f"the published result is of {published}, after this run's {as_of}"
    return ""


def _why_not_this(source: Path, columns: Mapping[str, str]) -> str:
    """Why a mart is not taken over; nothing where it is."""
    if not source.is_file():
        return "the published result does not have it"
    rows = duckdb.execute(f"describe from read_parquet({_literal(source)})").fetchall()
    found = {name: kind.lower() for name, kind, *_ in rows}
    if found == columns:
        return ""
    other = sorted(name for name in {*found, *columns} if found.get(name) != columns.get(name))
    return f"an earlier version published it; other columns: {', '.join(other)}"


def _write_empty(target: Path, columns: Mapping[str, str]) -> None:
    typed = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in columns.items())
    duckdb.execute(f"copy (select {typed} limit 0) to {_literal(target)} (format parquet)")


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
