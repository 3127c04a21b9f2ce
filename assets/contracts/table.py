"""Reads a row model into the columns, bounds and rules that landing turns into SQL.

The rows are in `crm`, `qa` and `lms`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

from assets.contracts.markers import Happened, Pseudonym, References, Restricted, Row

Kind = Literal["text", "choice", "number", "integer", "flag", "time", "date"]
_KINDS: dict[Any, Kind] = {
    str: "text",
    float: "number",
    int: "integer",
    bool: "flag",
    datetime: "time",
    date: "date",
}
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "flag": "BOOLEAN",
    "time": "TIMESTAMP",
    "date": "DATE",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name in the contract.
        kind: how its text is read.
        required: a row without it is refused.
        allowed: the words of an enumeration, lower case; empty for other kinds.
        bounds: pairs of a comparison that refuses a value (`<`, `<=`, `>`, `>=`) and the bound.
        happened: a time after the horizon is refused.
        reference: the parent key it holds, if any.
        restricted: it names people, and does not land with the rest.
        pseudonym: the kind of pseudonym it lands as, if any.
    """

    name: str
    kind: Kind
    required: bool
    allowed: tuple[str, ...] = ()
    bounds: tuple[tuple[str, Any], ...] = ()
    happened: bool = False
    reference: References | None = None
    restricted: bool = False
    pseudonym: str | None = None

    @property
    def sql_type(self) -> str:
        """The DuckDB type it has after landing."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class TableContract:
    """A table of the exports, as its row model describes it.

    >>> from assets.contracts.crm import Survey
    >>> contract = TableContract(Survey)
    >>> contract.key, contract.columns[0].name, contract.columns[4].bounds
    ('crm/surveys', 'survey_id', (('<', 1), ('>', 5)))
    """

    row: type[Row]

    @property
    def key(self) -> str:
        """System and table, such as `crm/surveys`."""
        return self.row.table

    @property
    def name(self) -> str:
        """The key as one word, as landing names its files: `crm_surveys`."""
        return self.key.replace("/", "_")

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns that identify a row."""
        return self.row.key

    @property
    def optional(self) -> bool:
        """Whether nothing is amiss without it."""
        return self.row.optional

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Columns in the order of the model."""
        return tuple(_column(name, field) for name, field in self.row.model_fields.items())

    @property
    def landed_columns(self) -> tuple[Column, ...]:
        """Columns of the landed table: those that are not restricted."""
        return tuple(column for column in self.columns if not column.restricted)

    @property
    def opened_columns(self) -> dict[str, str]:
        """Columns that landing adds: when the contact was opened that a reference names.

        By the reference. With it the rows that belong to a month's contacts are found in a few
        places instead of looked for in all.

        >>> from assets.contracts.crm import Survey
        >>> TableContract(Survey).opened_columns
        {'interaction_id': 'interaction_opened_at'}
        """
        return {
            column.name: f"{column.name.removesuffix('_id')}_opened_at"
            for column in self.references
            if column.reference and column.reference.table == "crm/interactions"
        }

    @property
    def personal_columns(self) -> tuple[Column, ...]:
        """Columns whose values are kept nowhere as they are read, not even where refused."""
        return tuple(column for column in self.columns if column.restricted or column.pseudonym)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns no row may lack."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def references(self) -> tuple[Column, ...]:
        """Columns that hold a key of another table."""
        return tuple(column for column in self.columns if column.reference)

    def column(self, name: str) -> Column:
        """Return one column.

        Raises:
            KeyError: when the table has no such column.
        """
        return next((c for c in self.columns if c.name == name), None) or self._unknown(name)

    def _unknown(self, name: str) -> Column:
        raise KeyError(f"{self.key} has no column {name!r}")


def _column(name: str, field: FieldInfo) -> Column:
    parts = list(_parts(field.annotation)) + list(field.metadata)
    base = next(part for part in parts if part in _KINDS or get_origin(part) is Literal)
    allowed = get_args(base) if get_origin(base) is Literal else ()
    return Column(
        name=name,
        kind="choice" if allowed else _KINDS[base],
        required=field.is_required(),
        allowed=tuple(allowed),
        bounds=tuple(_bounds(parts)),
        happened=any(isinstance(part, Happened) for part in parts),
        reference=next((part for part in parts if isinstance(part, References)), None),
        restricted=any(isinstance(part, Restricted) for part in parts),
        pseudonym=next((part.kind for part in parts if isinstance(part, Pseudonym)), None),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield the type and the markers of an annotation, however deep optional and Annotated nest."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        for part in get_args(annotation):
            if part is not type(None):
                yield from _parts(part)
    elif origin is Annotated:
        base, *markers = get_args(annotation)
        yield from _parts(base)
        for marker in markers:
            yield from marker.metadata if isinstance(marker, FieldInfo) else (marker,)
    else:
        yield annotation


def _bounds(parts: list[Any]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        match part:
            case annotated_types.Ge(ge=bound):
                yield "<", bound
            case annotated_types.Gt(gt=bound):
                yield "<=", bound
            case annotated_types.Le(le=bound):
                yield ">", bound
            case annotated_types.Lt(lt=bound):
                yield ">=", bound
