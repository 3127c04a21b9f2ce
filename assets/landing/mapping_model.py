"""The keys of a mapping file as frozen models.

Reading a file is in mapping.py, the SQL in mapping_select.py.
"""

from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from assets.landing.encodings import text_encoding
from assets.landing.expressions import parse_expression
from assets.landing.formats import Format, ReadOptions
from assets.landing.json_path import canonical_path
from assets.landing.mapping_dates import DateFormat, check_zone, parse_date_format
from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_units import UNITS
from assets.landing.wildcards import path_fits

_LINE_ENDS = "\r\n\x00"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _checked_expression(text: str) -> str:
    parse_expression(text)
    return text


Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]
ExpressionText = Annotated[str, BeforeValidator(str), Field(min_length=1)]


class MappingModel(BaseModel):
    """What all parts of a mapping share: no unknown keys, no change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class ColumnSpec(MappingModel):
    """Where one contract column comes from, and what is done to it, in this order.

    Attributes:
        source: Header, or several of which the first in the file counts; `$.a.b` is a JSON path.
        constant: The same text in every row.
        expr: A computed value.
        values: Vendor's value to contract's value; `"*"` for all others.
        date: Date formats, tried in order.
        zone: Time zone of the vendor's times without an offset.
        unit: The vendor's units of a duration, tried in order.
    """

    source: Texts | None = Field(default=None, alias="from")
    constant: str | None = None
    expr: ExpressionText | None = None
    values: dict[str, str | None] | None = None
    date: tuple[DateFormat, ...] | None = None
    zone: str | None = None
    unit: Texts | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_header(cls, value: Any) -> Any:
        return {"from": value} if isinstance(value, str | list) else value

    @field_validator("source")
    @classmethod
    def _json_paths(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in names or ():
            if name.startswith("$"):
                canonical_path(name)
        return names

    @field_validator("expr")
    @classmethod
    def _expression(cls, text: str | None) -> str | None:
        return None if text is None else _checked_expression(text)

    @field_validator("date", mode="before")
    @classmethod
    def _formats(cls, value: Any) -> Any:
        if value is None:
            return None
        listed = value if isinstance(value, list) else [value]
        return tuple(parse_date_format(item) for item in listed)

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str | None) -> str | None:
        return None if zone is None else check_zone(zone)

    @field_validator("unit")
    @classmethod
    def _units(cls, units: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for unit in units or ():
            if unit not in UNITS:
                raise MappingError(f"unknown unit {unit!r}{hint(unit, UNITS)}")
        return units

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [key for key in ("from", "constant", "expr") if key in self._given()]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise MappingError(f"a column needs exactly one of from, constant, expr; found {found}")
        if self.date and self.unit:
            raise MappingError("a column has a date or a unit, not both")
        return self

    def _given(self) -> set[str]:
        named = {"from": self.source, "constant": self.constant, "expr": self.expr}
        return {key for key, value in named.items() if value is not None}


class Companion(MappingModel):
    """A column that belongs to each unpivoted one: by its header, or by standing so far behind it.

    Attributes:
        header: Header with `{name}` for the unpivoted one's.
        offset: How many columns further right it stands.
    """

    header: str | None = None
    offset: Annotated[int, Field(ge=1, le=20)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_header(cls, value: Any) -> Any:
        return {"header": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.header is None) == (self.offset is None):
            raise MappingError("a companion has a header (with {name} in it) or an offset")
        if self.header is not None and self.header.count("{name}") != 1:
            raise MappingError(f"the companion's header {self.header!r} needs {{name}} in it")
        return self


class Unpivot(MappingModel):
    """Wide to long: each chosen column of a row becomes a row of its own.

    Attributes:
        columns: Headers to turn into rows, with `*` and `?`; default all.
        exclude: Headers to leave out, with `*` and `?`.
        name: What the header is called in `from` and `col()`.
        value: What the cell is called.
        companions: Further cells that go with it, by the name they get.
        keep_empty: Keep rows whose cell is empty.
    """

    columns: Texts = ("*",)
    exclude: Texts = Field(default=(), alias="except")
    name: Annotated[str, Field(min_length=1)]
    value: Annotated[str, Field(min_length=1)]
    companions: dict[str, Companion] = Field(default_factory=dict)
    keep_empty: bool = False

    @model_validator(mode="after")
    def _distinct_names(self) -> Self:
        names = [self.name, self.value, *self.companions]
        if len({name.lower() for name in names}) != len(names):
            raise MappingError(f"the names {', '.join(names)} must differ")
        return self


class TableSpec(MappingModel):
    """How a file feeds one contract table.

    Attributes:
        columns: Contract column to its origin.
        where: Condition of the rows that belong to the table.
        distinct: One row a key, the last one in the file.
        unpivot: Wide to long, before anything else.
    """

    columns: Annotated[dict[str, ColumnSpec], Field(min_length=1)]
    where: ExpressionText | None = None
    distinct: bool = False
    unpivot: Unpivot | None = None

    @field_validator("where")
    @classmethod
    def _condition(cls, text: str | None) -> str | None:
        if text is not None:
            parse_expression(text).as_condition(lambda names: None)
        return text


class SourceSpec(MappingModel):
    """Some files of the exports, how to read them, and the tables they feed.

    Attributes:
        files: Patterns of paths below the exports folder; one without `/` fits in any folder.
        format: Form of the file, when its name does not tell.
        encoding: Text encoding.
        delimiter: Character between fields; `tab` for a tabulator.
        quote: Character around fields.
        header_row: Row of the headers, counted from 1.
        sheet: Sheet of a workbook.
        zone: Time zone of this source's times without an offset.
        tables: Contract tables it feeds.
    """

    files: Annotated[Texts, Field(min_length=1)]
    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    header_row: Annotated[int, Field(ge=1)] = 1
    sheet: str | None = None
    zone: str | None = None
    tables: Annotated[dict[str, TableSpec], Field(min_length=1)]

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, name: str | None) -> str | None:
        try:
            return None if name is None else text_encoding(name)
        except LookupError as error:
            known = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252", "latin-1"]
            raise MappingError(f"unknown encoding {name!r}{hint(str(name), known)}") from error

    @field_validator("delimiter")
    @classmethod
    def _delimiter(cls, text: str | None) -> str | None:
        text = "\t" if text == "tab" else text
        if text is not None and len(text) != 1:
            raise MappingError(f"a delimiter is one character (or the word tab), not {text!r}")
        return text

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str | None) -> str | None:
        return None if zone is None else check_zone(zone)

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.delimiter == self.quote or {self.delimiter, self.quote} & set(_LINE_ENDS):
            raise MappingError("delimiter and quote must differ, and neither is a line end")
        return self

    @property
    def options(self) -> ReadOptions:
        """How the landing opens these files."""
        return ReadOptions(
            format=self.format,
            encoding=self.encoding,
            delimiter=self.delimiter,
            quote=self.quote,
            header_row=self.header_row,
            sheet=self.sheet,
        )

    def matches(self, path: str) -> bool:
        """Tell whether a path below the exports folder (with `/`) is one of these files."""
        return any(path_fits(pattern, path) for pattern in self.files)
