"""Targets that read text: cells, expressions, mapping files, configurations.

Only the errors that a reader declares may come out. What is accepted is held against a judge of its
own: the contract's functions for cells, DuckDB for the SQL of mappings, the models for the rest.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from fuzz_bench import BENCH

from assets.contracts.values import parse_choice, parse_date, parse_flag, parse_number, parse_time
from assets.landing.expression_values import Cell
from assets.landing.expressions import parse_expression, shown_text
from assets.landing.formats import NO_BROKEN, RawTable
from assets.landing.mapping import _parsed
from assets.landing.mapping_errors import MappingError
from assets.landing.mapping_select import FileContext, select_sql
from competency.errors import ConfigError
from competency.loading import load_text, parse_framework

_WORDS = ("calm", "upset", "angry")
_ZONE = "Asia/Shanghai"


class _Info:
    """The context that pydantic hands to the readers of times."""

    context: ClassVar = {"time_zone": _ZONE}


def _choice(cell: Any) -> str | None:
    word = parse_choice(cell)
    return word if word in _WORDS else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": parse_number,
    "flag": parse_flag,
    "time": lambda cell: parse_time(cell, _Info()),  # type: ignore[arg-type]  all it looks at
    "date": lambda cell: parse_date(cell, _Info()),  # type: ignore[arg-type]
    "choice": _choice,
}


# Planning one statement takes as long as thousands of cells: they are judged by the batch.
_BATCH = 2_000
_waiting: list[str] = []


def fuzz_cells(data: bytes) -> None:
    """Cells, by SQL and by the contract's own functions: the same value, or none.

    The input before a finding need not be the one that holds the cell; the finding names it.
    """
    cells = data.decode("utf-8", "replace").split("\x1f")[:3]
    _waiting.extend(cells)
    for cell in cells:
        for read in _READERS.values():
            _first_value(read, cell)
    if len(_waiting) >= _BATCH:
        judge_cells()


def judge_cells() -> None:
    """Hold the cells that wait against SQL."""
    words = ", ".join(f"'{word}'" for word in _WORDS)
    rows = BENCH.connection().execute(
        f"""
        SELECT x, trimmed(folded_marks(mended(x))), number_value(x), flag_value(x),
          time_value(x), date_value(x), choice_value(x, [{words}])
        FROM (SELECT unnest($1::VARCHAR[]) AS x)""",
        [_waiting],
    )
    _waiting.clear()
    for cell, mended, *found in rows.fetchall():
        for (kind, read), got in zip(_READERS.items(), found, strict=True):
            want = _first_value(read, cell, mended)
            assert _same(want, got), f"{kind} of {cell!r}: the model {want!r}, SQL {got!r}"


def _first_value(read: Callable[[Any], Any], *cells: str | None) -> Any:
    for cell in cells:
        try:
            value = read(cell)
        except ValueError:
            continue
        if value is not None:
            return value
    return None


def _same(want: Any, got: Any) -> bool:
    if isinstance(want, float) and isinstance(got, float):
        return math.isclose(want, got, rel_tol=1e-12) or want == got
    return bool(want == got)


def fuzz_expressions(data: bytes) -> None:
    """An expression of a mapping; an accepted one computes, or shows what it could not."""
    try:
        expression = parse_expression(data.decode("utf-8", "replace"))
        value = expression.value(lambda names: Cell("a", "try_cast(a AS DOUBLE)"), file="a/b.csv")
        shown = shown_text(value, numeric=True)
    except MappingError:
        return
    cells = "(VALUES ('7'), (''), (NULL), ('2024-03-01 10:00'), ('-1e308'), ('{\"b\": 1}')) AS t(a)"
    BENCH.connection().execute(f"SELECT CAST({shown} AS VARCHAR) FROM {cells}").fetchall()


def fuzz_mapping(data: bytes) -> None:
    """A mapping file; the SQL of an accepted one runs."""
    try:
        mapping = _parsed(data.decode("utf-8", "replace"), Path("vendor.yml"))
    except MappingError:
        return
    relation = """(SELECT 2::BIGINT AS __row, '1' AS a, '2024-03-01' AS b, 'x' AS c
        UNION ALL SELECT 3, '', NULL, '{"a": [1]}')"""
    raw = RawTable(relation, dict.fromkeys("abc", "VARCHAR"), NO_BROKEN, "csv")
    for source in mapping.sources[:3]:
        source.matches("crm/interactions-2024.csv")
        for key, spec in list(source.tables.items())[:3]:
            context = FileContext("crm/a.csv", source.zone or mapping.zone, _ZONE)
            try:
                sql = select_sql(key, spec, raw, context)
            except MappingError:
                continue
            BENCH.connection().execute(sql).fetchall()


def fuzz_config(data: bytes) -> None:
    """A configuration from nothing, or the one that ships with some lines changed."""
    text = _edited(data[1:]) if data[:1] == b"\x00" else data.decode("utf-8", "replace")
    try:
        framework = parse_framework(text, "mine.yml")
    except ConfigError as error:
        _require_told(error)
    else:
        # What was accepted can be recorded and read back.
        assert parse_framework(framework.to_json(), "kept.json", recorded=True) == framework


def _require_told(error: ConfigError) -> None:
    assert error.problems
    assert all(one.line >= 1 and one.message for one in error.problems)


def _edited(data: bytes) -> str:
    """The shipped configuration, changed: two bytes for a line, one for what to do, then a text."""
    lines = load_text().split("\n")
    for change in data.split(b"\x1e")[:4]:
        if len(change) < 3:
            continue
        place = int.from_bytes(change[:2], "big") % len(lines)
        text = change[3:].decode("utf-8", "replace")
        key, colon, _ = lines[place].partition(":")
        if change[2] % 4 == 0 and colon:
            lines[place] = f"{key}: {text}"
        elif change[2] % 4 == 1:
            lines[place] = text
        elif change[2] % 4 == 2:
            del lines[place]
        else:
            lines.insert(place, lines[change[0] % len(lines)])
    return "\n".join(lines)
