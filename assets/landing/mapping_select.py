"""SQL that brings one vendor file to one contract table. Its keys are in mapping_model.py."""

from dataclasses import dataclass

from assets.contracts.catalogue import table as contract_table
from assets.contracts.table import Column
from assets.landing.expressions import parse_expression, shown_text
from assets.landing.formats import ROW, RawTable
from assets.landing.mapping_dates import DateFormat, date_text
from assets.landing.mapping_errors import MappingError
from assets.landing.mapping_headers import RAW, Headers, unpivot_sql
from assets.landing.mapping_model import ColumnSpec, TableSpec
from assets.landing.mapping_sql import bound, number_text, refused_number, trimmed
from assets.landing.mapping_units import contract_unit, converted
from assets.landing.sql_text import identifier, literal

_NUMERIC = ("number", "integer")


@dataclass(frozen=True)
class FileContext:
    """What the SQL of a file depends on besides its columns.

    Attributes:
        file: Path of the file, for `file_name()`.
        zone: Time zone of the source's times; None: the centre's own.
        local: The centre's time zone.
    """

    file: str
    zone: str | None
    local: str


def select_sql(table: str, spec: TableSpec, raw: RawTable, context: FileContext) -> str:
    """SQL of a SELECT: the raw row number and every contract column that the file can provide.

    Raises:
        MappingError: The file lacks a header that `where` or `unpivot` needs.
    """
    headers = Headers(raw)
    long_rows = unpivot_sql(spec.unpivot, headers) if spec.unpivot else ""
    row = identifier(raw.row_column)
    contract = contract_table(table)
    items = [f"{RAW}.{row} AS {identifier(ROW)}"]
    provided = []
    for column in contract.columns:
        if column.name not in spec.columns:
            continue
        sql = column_sql(spec.columns[column.name], column, headers, context)
        if sql is not None:
            items.append(f"CAST({sql} AS VARCHAR) AS {identifier(column.name)}")
            provided.append(column.name)
    conditions = _conditions(spec, headers, context)
    text = f"SELECT {', '.join(items)} FROM {headers.relation(long_rows)}"
    if conditions:
        text += f" WHERE {' AND '.join(conditions)}"
    if spec.distinct:
        keys = [identifier(name) for name in contract.key_columns if name in provided]
        # Rows without any column of the key are the contract's to refuse.
        if keys:
            order = f"PARTITION BY {', '.join(keys)} ORDER BY {identifier(ROW)} DESC"
            text = f"SELECT * FROM ({text}) QUALIFY row_number() OVER ({order}) = 1"
    return text


def missing_headers(table: str, spec: TableSpec, raw: RawTable, context: FileContext) -> list[str]:
    """Say which headers of the mapping a file lacks, each with the nearest one it has."""
    headers = Headers(raw)
    if spec.unpivot:
        unpivot_sql(spec.unpivot, headers)
    for column in contract_table(table).columns:
        if column.name in spec.columns:
            column_sql(spec.columns[column.name], column, headers, context)
    return list(dict.fromkeys(headers.missing))


def column_sql(
    spec: ColumnSpec, column: Column, headers: Headers, context: FileContext
) -> str | None:
    """SQL of one contract column as VARCHAR; None when the file has none of its headers.

    What cannot be converted keeps the vendor's text: the contract refuses the row and shows it.
    """
    text = _origin(spec, column, headers, context)
    if text is None:
        return None
    if spec.values is not None:
        text = _mapped(spec.values, text)
    if spec.unit is not None:
        return bound(text, lambda cell: _in_unit(spec, column, cell))
    zone = spec.zone or context.zone
    formats = spec.date
    if formats is None and zone is not None and column.kind in ("time", "date"):
        formats = (DateFormat("iso"),)
    if formats is None:
        return text
    return bound(text, lambda cell: _as_date(formats, column, cell, zone, context.local))


def _in_unit(spec: ColumnSpec, column: Column, cell: str) -> str:
    units = spec.unit or ()
    target = contract_unit(column.name) or "seconds"
    amounts = ", ".join(converted(unit, target, cell) for unit in units)
    written = number_text(f"coalesce({amounts})" if len(units) > 1 else amounts)
    refused = refused_number(cell, f"not {' or '.join(units)}")
    return f"coalesce({written}, {refused})"


def _as_date(
    formats: tuple[DateFormat, ...], column: Column, cell: str, zone: str | None, local: str
) -> str:
    day_only = column.kind == "date"
    return (
        f"coalesce({date_text(formats, cell, zone=zone, local=local, day_only=day_only)}, {cell})"
    )


def _origin(spec: ColumnSpec, column: Column, headers: Headers, context: FileContext) -> str | None:
    if spec.constant is not None:
        return literal(spec.constant)
    if spec.source is not None:
        return headers.find(spec.source)
    expression = parse_expression(spec.expr or "")
    found = [headers.find(names) for names in expression.columns]
    if found and all(sql is None for sql in found):
        return None
    value = expression.value(headers.find_cell, file=context.file)
    return shown_text(value, numeric=column.kind in _NUMERIC)


def _mapped(values: dict[str, str | None], text: str) -> str:
    def build(cell: str) -> str:
        default, empty, cases = cell, "NULL", []
        for vendor, ours in values.items():
            mapped = "NULL" if ours is None else literal(ours)
            key = vendor.strip().lower()
            if key == "*":
                default = mapped
            elif not key:
                empty = mapped
            else:
                cases.append(f"WHEN {literal(key)} THEN {mapped}")
        known = " ".join([f"WHEN '' THEN {empty}", *cases])
        return f"(CASE coalesce(lower({trimmed(cell)}), '') {known} ELSE {default} END)"

    return bound(text, build)


def _conditions(spec: TableSpec, headers: Headers, context: FileContext) -> list[str]:
    conditions = []
    if spec.unpivot and not spec.unpivot.keep_empty:
        conditions.append(f"{trimmed(headers.added[spec.unpivot.value])} IS NOT NULL")
    if spec.where is not None:
        before = len(headers.missing)
        conditions.append(
            parse_expression(spec.where).as_condition(headers.find_cell, file=context.file)
        )
        if headers.missing[before:] and headers.raw.json_column is None:
            lacks = "; ".join(dict.fromkeys(headers.missing[before:]))
            raise MappingError(f"where: {spec.where!r} cannot be told for this file: {lacks}")
    return conditions
