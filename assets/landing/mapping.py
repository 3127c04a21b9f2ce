"""Mapping files: `load_mapping` reads one, `Mapping` says which files feed which contract table.

The keys are in mapping_model.py, the SQL in mapping_select.py; the manual is docs/mapping.md.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, ValidationError, field_validator

from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.landing.formats import RawTable, ReadOptions
from assets.landing.mapping_dates import check_zone
from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_model import (
    ColumnSpec,
    Companion,
    MappingModel,
    SourceSpec,
    TableSpec,
    Unpivot,
)
from assets.landing.mapping_select import FileContext, missing_headers, select_sql
from assets.landing.mapping_units import contract_unit
from assets.landing.mapping_yaml import LinedYaml, Place, parse_yaml


@dataclass(frozen=True)
class MappedSource:
    """Files of a mapping that feed one table.

    Attributes:
        table: The contract table.
        spec: Their part of the mapping.
        earlier: Sources above that feed the same table: a file that fits several goes to the first.
        zone: Time zone of their times without an offset; None: the centre's own.
    """

    table: str
    spec: SourceSpec
    earlier: tuple[SourceSpec, ...] = ()
    zone: str | None = None

    @property
    def options(self) -> ReadOptions:
        """How to open the files."""
        return self.spec.options

    def matches(self, relative_path: str) -> bool:
        """Tell whether a file (path below the exports folder, with `/`) is to be read this way."""
        taken = any(source.matches(relative_path) for source in self.earlier)
        return not taken and self.spec.matches(relative_path)

    def select(self, table: str, raw: RawTable, time_zone: str, *, file: str = "") -> str:
        """SQL of a SELECT: `__row` and the contract columns this file provides, all VARCHAR.

        `where`, `distinct` and unpivoting are in it; several rows may have one `__row`.

        Args:
            table: Contract table, such as `crm/interactions`.
            raw: The opened file.
            time_zone: The centre's time zone, which times are written in.
            file: Path below the exports folder, for `file_name()`.

        Raises:
            MappingError: The file lacks a header that `where` or `unpivot` needs.
        """
        context = FileContext(file, self.zone, time_zone)
        return select_sql(table, self.spec.tables[table], raw, context)

    def missing_headers(self, table: str, raw: RawTable) -> list[str]:
        """Say which headers of the mapping the file lacks, each with the nearest one it has."""
        context = FileContext("", self.zone, "UTC")
        return missing_headers(table, self.spec.tables[table], raw, context)


class Mapping(MappingModel):
    """A mapping file, checked.

    Attributes:
        name: What it is called in the run's record; by default the file's name.
        description: For whoever reads it.
        zone: Time zone of the vendor's times without an offset, in all sources.
        sources: Files, how to read them, the tables they feed.
    """

    name: str
    description: str | None = None
    zone: str | None = None
    sources: Annotated[tuple[SourceSpec, ...], Field(min_length=1)]
    _sha256: str = PrivateAttr(default="")

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str | None) -> str | None:
        return None if zone is None else check_zone(zone)

    @property
    def sha256(self) -> str:
        """Hash of the file it was read from."""
        return self._sha256

    @property
    def tables(self) -> tuple[str, ...]:
        """Contract tables it can feed."""
        return tuple(dict.fromkeys(key for source in self.sources for key in source.tables))

    def sources_for(self, table: str) -> list[MappedSource]:
        """Find the sources of a table, in the order of the file."""
        feeding = [source for source in self.sources if table in source.tables]
        return [
            MappedSource(table, source, tuple(feeding[:i]), source.zone or self.zone)
            for i, source in enumerate(feeding)
        ]

    def claims(self, relative_path: str) -> bool:
        """Tell whether a file is a vendor's, to be read through the mapping only."""
        return any(source.matches(relative_path) for source in self.sources)


def shipped_mappings() -> dict[str, Path]:
    """Find the mappings that ship with the project, by name."""
    folder = resources.files("assets") / "mappings"
    files = [Path(str(file)) for file in folder.iterdir() if file.name.endswith(".yml")]
    return {file.stem: file for file in sorted(files)}


def load_mapping(source: Path | str) -> Mapping:
    """Read a mapping file, or a shipped mapping by its name.

    Raises:
        MappingError: One line a problem: file, line, what is wrong, what was meant.

    >>> load_mapping("spliced_centre").tables[0]
    'crm/agents'
    """
    path = Path(source)
    if not path.is_file():
        shipped = shipped_mappings()
        if str(source) not in shipped:
            raise MappingError(
                f"there is no mapping file {str(source)!r}{hint(path.stem, shipped)}"
            )
        path = shipped[str(source)]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError("not UTF-8 text; save it as UTF-8", where=path.name) from error
    mapping = _parsed(text, path)
    mapping._sha256 = hashlib.sha256(content).hexdigest()
    return mapping


def _parsed(text: str, path: Path) -> Mapping:
    lined = parse_yaml(text, file=path.name)
    if not isinstance(lined.value, dict):
        raise MappingError("a mapping file has the keys name, sources", where=path.name)
    try:
        mapping = Mapping.model_validate({"name": path.stem} | lined.value)
    except ValidationError as error:
        problems = [_problem(each, lined) for each in _own_errors(error)]
    else:
        problems = _contract_problems(mapping)
    if problems:
        lines = [(lined.line_of(place), problem) for place, problem in problems]
        told = [f"{path.name}, line {line}: {problem}" for line, problem in sorted(lines)]
        raise MappingError("\n".join(told))
    return mapping


_MODELS: dict[str, type[MappingModel]] = {
    "sources": SourceSpec,
    "tables": TableSpec,
    "columns": ColumnSpec,
    "companions": Companion,
}


def _own_errors(error: ValidationError) -> list[dict[str, Any]]:
    """Pydantic calls a list whose items are broken too short as well; only the items are told."""
    errors = [dict(each) for each in error.errors()]
    places = [each["loc"] for each in errors]

    def is_shadow(each: dict[str, Any]) -> bool:
        depth = len(each["loc"])
        return each["type"] == "too_short" and any(
            len(place) > depth and place[:depth] == each["loc"] for place in places
        )

    return [each for each in errors if not is_shadow(each)]


def _problem(error: dict[str, Any], lined: LinedYaml) -> tuple[Place, str]:
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    where = ".".join(str(part) for part in place)
    match error["type"]:
        case "extra_forbidden":
            key = str(place[-1])
            model = _model_at(place[:-1])
            known = [field.alias or name for name, field in model.model_fields.items()]
            return place, f"unknown key {key!r} in {_named(place[:-1])}{hint(key, known)}"
        case "missing":
            return place, f"{_named(place[:-1])} needs the key {place[-1]!r}"
        case "value_error":
            return place, f"{where}: {error['ctx']['error']}"
        case _:
            message = error["msg"].replace("Input", "the value", 1)
            return place, f"{where}: {message}, not {str(error['input'])[:60]!r}"


def _named(place: Place) -> str:
    return ".".join(str(part) for part in place) or "the file"


def _model_at(place: Place) -> type[MappingModel]:
    if not place:
        return Mapping
    if place[-1] == "unpivot":
        return Unpivot
    # sources.0, sources.0.tables.KEY, ...columns.NAME, ...companions.NAME
    return _MODELS.get(str(place[-2]), Mapping) if len(place) > 1 else Mapping


def _contract_problems(mapping: Mapping) -> list[tuple[Place, str]]:
    """Names the contract does not know, required columns left out, conversions that cannot be."""
    contracts = {contract.key: contract for contract in TABLES}
    problems: list[tuple[Place, str]] = []
    for i, source in enumerate(mapping.sources):
        for key, spec in source.tables.items():
            place: Place = ("sources", i, "tables", key)
            if key not in contracts:
                problems.append((place, f"unknown table {key!r}{hint(key, contracts)}"))
                continue
            problems += _table_problems(place, spec, contracts[key])
    return problems


def _table_problems(
    place: Place, spec: TableSpec, contract: TableContract
) -> list[tuple[Place, str]]:
    columns = {column.name: column for column in contract.columns}
    problems: list[tuple[Place, str]] = []
    lacking = [name for name in contract.required_columns if name not in spec.columns]
    if lacking:
        problems.append((place, f"{contract.key} needs the column(s) {', '.join(lacking)}"))
    for name, column in spec.columns.items():
        at = (*place, "columns", name)
        if name not in columns:
            problem = f"{contract.key} has no column {name!r}{hint(name, columns)}"
            problems.append((at, problem))
            continue
        if (column.date or column.zone) and columns[name].kind not in ("time", "date"):
            problems.append((at, f"{name} is no date or time, so it takes no date or zone"))
        if column.unit and contract_unit(name) is None:
            problems.append((at, f"{name} is no duration, so it takes no unit"))
    return problems
