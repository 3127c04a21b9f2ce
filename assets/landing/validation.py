"""SQL that types rows as they stand in files and lists what is wrong, from a `TableContract`.

Rules that need other rows or tables are in `duplicates` and `references`; how the text of a cell
is read is in `parsing`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assets.contracts.table import Column, TableContract
from assets.landing.formats import ROW, RawTable
from assets.landing.parsing import cell_text, is_native, parsed
from assets.landing.repair import repair_counts
from assets.landing.sql_text import identifier, literal, select_list


@dataclass(frozen=True)
class Check:
    """One way in which a row can break the contract.

    Attributes:
        suspect: cheap condition, asked of every row.
        proof: what must hold as well, asked only of suspect rows; may be empty.
        entry: SQL of the struct that names column, value and rule.
    """

    suspect: str
    entry: str
    proof: str = ""


PROBLEMS = "__problems"
REPAIRS = "__repairs"
PROBLEM_TYPE = 'STRUCT("column" VARCHAR, "value" VARCHAR, "rule" VARCHAR)[]'
_LONGEST_VALUE = 500
_TYPE_RULES = {
    "number": "not_a_number",
    "integer": "not_a_number",
    "flag": "not_a_flag",
    "choice": "not_allowed",
    "time": "not_a_time",
    "date": "not_a_date",
}


def match_columns(contract: TableContract, names: list[str]) -> dict[str, str]:
    """Pair contract columns with a file's, whatever their case, blanks and hyphens.

    >>> from assets.contracts.catalogue import table
    >>> match_columns(table("crm/surveys"), ["Survey_ID", "CSAT", "remark"])
    {'survey_id': 'Survey_ID', 'csat': 'CSAT'}
    """
    plain = {}
    for name in names:
        plain.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), name)
    return {column.name: plain[column.name] for column in contract.columns if column.name in plain}


def typed_rows(
    contract: TableContract,
    raw: RawTable,
    present: dict[str, str],
    *,
    horizon: datetime | None,
    carried: tuple[str, ...] = (ROW,),
) -> str:
    """SQL of the typed rows of a file, in its order.

    Args:
        contract: the table.
        raw: the opened file, or a mapping's rows of it.
        present: contract columns with the file's name for each; the others are NULL.
        horizon: latest time at which something can have happened; None switches the rule off.
        carried: columns of the file to pass on as they are.

    Returns:
        A SELECT of `carried`, the contract's columns, `__problems` (NULL: none) and `__repairs`.
    """
    columns = [column for column in contract.columns if column.name in present]
    types = {column.name: raw.columns[present[column.name]] for column in columns}
    cells = {column.name: identifier(f"__cell_{column.name}") for column in columns}
    texts = [
        cells[column.name]
        for column in columns
        if not is_native(column, types[column.name])
        and types[column.name] in ("VARCHAR", "VARCHAR[]")
    ]
    source = list(carried) + [
        f"{_source(column, identifier(present[column.name]), types[column.name])}"
        f" AS {cells[column.name]}"
        for column in columns
    ]
    values = [*carried, *cells.values()] + [
        parsed(column, cells[column.name], types[column.name], ascii_only=raw.ascii_only)
        + f" AS {identifier(column.name)}"
        for column in columns
    ]
    checks = list(_checks(contract, columns, cells, horizon))
    counts = repair_counts([] if raw.ascii_only else texts)
    result = [
        *carried,
        *(_final(column, given=column.name in present) for column in contract.columns),
        f"{_problems(checks)} AS {PROBLEMS}",
        f"{counts} AS {REPAIRS}",
    ]
    return f"""
WITH source AS (
  SELECT
  {select_list(source)}
  FROM {raw.relation}
),
parsed AS (
  SELECT
  {select_list(values)}
  FROM source
)
SELECT
  {select_list(result)}
FROM parsed"""


def _source(column: Column, cell: str, raw_type: str) -> str:
    return cell if is_native(column, raw_type) else cell_text(cell, raw_type)


def _final(column: Column, *, given: bool) -> str:
    name = identifier(column.name)
    if not given:
        return f"NULL::{column.sql_type} AS {name}"
    return f"try_cast({name} AS INTEGER) AS {name}" if column.kind == "integer" else name


def _problems(checks: list[Check]) -> str:
    """The list is built only for rows that seem to break a rule: good rows cost one condition."""
    if not checks:
        return f"NULL::{PROBLEM_TYPE}"
    suspect = "\n    OR ".join(dict.fromkeys(check.suspect for check in checks))
    entries = ",\n      ".join(
        f"CASE WHEN {check.suspect} AND {check.proof or 'true'} THEN {check.entry} END"
        for check in checks
    )
    return (
        f"CASE WHEN {suspect}\n    THEN nullif(list_filter([\n      {entries}],"
        " lambda problem: problem IS NOT NULL), []) END"
    )


def _entry(column: str, cell: str, rule: str) -> str:
    value = f"left({cell}::VARCHAR, {_LONGEST_VALUE})"
    return f"{{'column': {literal(column)}, 'value': {value}, 'rule': {literal(rule)}}}"


def _checks(
    contract: TableContract, columns: list[Column], cells: dict[str, str], horizon: datetime | None
) -> Iterator[Check]:
    for column in columns:
        yield from _column_checks(column, cells[column.name], horizon)
    given = {column.name: column for column in columns}
    for order in contract.row.time_orders:
        if order.earlier in given and order.later in given:
            bare_day = given[order.later].kind == "time"
            yield Check(
                comes_too_early(
                    identifier(order.later), identifier(order.earlier), bare_day=bare_day
                ),
                _entry(order.later, cells[order.later], "time_order"),
                # A time that is itself impossible says nothing of the other one.
                " AND ".join(
                    _plausible(given[name], horizon) for name in (order.earlier, order.later)
                ),
            )
    for limit in contract.row.limits:
        if limit.column in given and limit.limit in given:
            yield Check(
                f"({identifier(limit.column)} > {identifier(limit.limit)})",
                _entry(limit.column, cells[limit.column], "out_of_range"),
            )


def _plausible(column: Column, horizon: datetime | None) -> str:
    """SQL: a time is within its bounds and not after the horizon."""
    name = identifier(column.name)
    faults = [f"{name} {sign} {literal(bound)}" for sign, bound in column.bounds]
    if column.happened and horizon is not None:
        faults.append(f"{name} > {literal(horizon)}")
    return f"NOT ({' OR '.join(faults)})" if faults else "true"


def comes_too_early(later: str, earlier: str, *, bare_day: bool) -> str:
    """SQL: `later` lies before `earlier`; midnight may stand for any time of its day."""
    if not bare_day:
        return f"({later} < {earlier})"
    return (
        f"({later} < {earlier} AND NOT ({later} = date_trunc('day', {later})"
        f" AND {later} >= date_trunc('day', {earlier})))"
    )


def _column_checks(column: Column, cell: str, horizon: datetime | None) -> Iterator[Check]:
    name = identifier(column.name)
    if column.kind == "text":
        if column.required:
            yield Check(f"({name} IS NULL)", _entry(column.name, cell, "missing_value"))
        return
    blank = f"is_blank({cell}::VARCHAR)"
    if column.required:
        yield Check(f"({name} IS NULL)", _entry(column.name, cell, "missing_value"), blank)
    unread = f"({name} IS NULL AND {cell} IS NOT NULL)"
    yield Check(unread, _entry(column.name, cell, _TYPE_RULES[column.kind]), f"NOT {blank}")
    whole = ""
    if column.kind == "integer":
        whole = f"{name} = trunc({name})"
        yield Check(f"({name} <> trunc({name}))", _entry(column.name, cell, "not_an_integer"))
    outside = " OR ".join(f"{name} {sign} {literal(bound)}" for sign, bound in column.bounds)
    if outside:
        yield Check(f"({outside})", _entry(column.name, cell, "out_of_range"), whole)
    if column.happened and horizon is not None:
        inside = f"NOT ({outside})" if outside else ""
        late = f"({name} > {literal(horizon)})"
        yield Check(late, _entry(column.name, cell, "future_time"), inside)
