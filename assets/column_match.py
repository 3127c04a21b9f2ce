"""Which unknown column of an export most looks like one that is missing: by name and by values."""

import difflib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import duckdb
from pydantic import TypeAdapter, ValidationError

from assets.contracts.table import TableContract
from assets.contracts.values import blank_to_none
from assets.landing.formats import UnreadableFile, open_raw
from assets.landing.sql_text import identifier

# A name is near from here on, as the hints of landing have it.
NEAR_NAME = 0.6
# Values that fit make up for a name that is less near, or not near at all.
FITTING, FAIR_NAME, ALL_FITTING = 0.8, 0.4, 0.95
SAMPLE = 200


def match_columns(
    table: TableContract, wanted: Sequence[str], samples: Mapping[str, Sequence[object]]
) -> dict[str, str]:
    """Pair columns that are missing with the unknown ones that look like them.

    Each unknown column stands for one at most; the best pairs are made first. Where two are alike
    by their values alone, none is named.

    Args:
        table: contract of the table.
        wanted: contract columns without values.
        samples: some values of each unknown column; none: it is judged by its name alone.

    >>> from assets.contracts.catalogue import table
    >>> match_columns(table("crm/surveys"), ["csat"], {"csat_score": ["4", "5"], "agent": ["A1"]})
    {'csat': 'csat_score'}
    """
    found: dict[str, str] = {}
    pairs = sorted(
        (
            (_likeness(table, column, unknown, values), column, unknown)
            for column in wanted
            for unknown, values in samples.items()
        ),
        reverse=True,
    )
    for likeness, column, unknown in pairs:
        if likeness <= 0 or column in found or unknown in found.values():
            continue
        rivals = [
            other
            for worth, one, other in pairs
            if one == column and other != unknown and abs(worth - likeness) < 1e-9
        ]
        if not rivals:
            found[column] = unknown
    return found


def _likeness(table: TableContract, column: str, unknown: str, values: Sequence[object]) -> float:
    """0 where the two do not look alike; else name and values together, 0 to 2."""
    name = _name_likeness(column, unknown)
    telling = _is_telling(table, column)
    if not values or not telling:
        return name if name >= NEAR_NAME else 0.0
    fit = _fit(table, column, values)
    if fit < FITTING:
        return 0.0
    if name >= FAIR_NAME:
        return name + fit
    # Values alone: of another language, say. Counts less than any name that is near.
    return fit / 10 if fit >= ALL_FITTING else 0.0


def _name_likeness(one: str, other: str) -> float:
    """0 to 1; a name that holds all words of the other is near whatever else it holds.

    >>> _name_likeness("csat", "CSAT Score"), round(_name_likeness("csat", "channel"), 2)
    (0.9, 0.36)
    """
    mine, theirs = (re.sub(r"\W+", "_", name.casefold()).strip("_") for name in (one, other))
    ratio: float = difflib.SequenceMatcher(None, mine, theirs).ratio()
    words, others = set(mine.split("_")), set(theirs.split("_"))
    return max(ratio, 0.9) if words <= others or others <= words else ratio


def _is_telling(table: TableContract, column: str) -> bool:
    """Whether values of a column can be told from others': text can be anything."""
    return table.column(column).kind != "text"


def _fit(table: TableContract, column: str, values: Sequence[object]) -> float:
    """Share of values that the contract would take for the column."""
    field = table.row.model_fields[column]
    kind: Any = Annotated[field.annotation, field]
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    fitting = 0
    for value in values:
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue
        fitting += 1
    return fitting / len(values)


def sample_columns(
    files: Iterable[Path], columns: Sequence[str], scratch: Path
) -> dict[str, list[object]]:
    """Some values of columns of export files, the newest file first; none of what cannot be read.

    Args:
        files: in the order in which later ones win.
        columns: as the files name them.
        scratch: folder for temporary files; made if it is not there.
    """
    found: dict[str, list[object]] = {name: [] for name in columns}
    scratch.mkdir(parents=True, exist_ok=True)
    for path in reversed(list(files)):
        if all(found.values()):
            break
        with tempfile.TemporaryDirectory(dir=scratch, prefix=".sample-") as folder:
            try:
                _sample(path, found, Path(folder))
            except (UnreadableFile, duckdb.Error, OSError):
                continue
    return found


def _sample(path: Path, found: dict[str, list[object]], folder: Path) -> None:
    with duckdb.connect(":memory:") as con:
        raw = open_raw(con, path, None, scratch=folder, stream=False)
        for name in raw.columns:
            if found.get(name) == []:
                rows = con.execute(
                    f"SELECT {identifier(name)} FROM {raw.relation} "
                    f"WHERE {identifier(name)} IS NOT NULL LIMIT {SAMPLE}"
                ).fetchall()
                cells = [blank_to_none(row[0]) for row in rows]
                found[name] = [cell for cell in cells if cell is not None]
