"""Finds the columns a mapping names in one file: headers, places, JSON paths, unpivoted cells."""

import re
from dataclasses import dataclass, field

from assets.landing.expression_values import Cell
from assets.landing.formats import RawTable
from assets.landing.json_path import canonical_path
from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_model import Companion, Unpivot
from assets.landing.mapping_sql import parsed_number, trimmed
from assets.landing.sql_text import identifier, literal
from assets.landing.wildcards import wildcard_fits

RAW = "raw"
LONG = "__long"
_PLACE = re.compile(r"#(\d{1,5})")


def folded_header(header: str) -> str:
    """Spell a header so that case and blanks do not matter.

    >>> folded_header("  Case   ID ")
    'case id'
    """
    return " ".join(header.split()).casefold()


@dataclass
class Headers:
    """The columns of one file as SQL text values.

    Attributes:
        raw: The file.
        added: Columns that unpivoting adds, name to SQL; they go before the file's own.
        missing: Headers that were asked for and are not there.
        shared: SQL of the cells that expressions read; each is trimmed and parsed once a row.
    """

    raw: RawTable
    added: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)

    def find(self, names: tuple[str, ...]) -> str | None:
        """Find the first of some headers; SQL of its cell as VARCHAR, or None."""
        for name in names:
            sql = self._find_one(name)
            if sql is not None:
                return sql
        shown = " or ".join(repr(name) for name in names)
        near = hint(names[0], [*self.added, *self.raw.columns])
        self.missing.append(f"no column {shown}{near}")
        return None

    def find_cell(self, names: tuple[str, ...]) -> Cell | None:
        """Find the first of some headers, for an expression."""
        sql = self.find(names)
        if sql is None:
            return None
        if sql not in self.shared:
            self.shared.append(sql)
        place = self.shared.index(sql)
        return Cell(f"{RAW}.__text{place}", f"{RAW}.__number{place}")

    def relation(self, long_rows: str) -> str:
        """SQL to select from: the file, unpivoted, with the cells that `find_cell` gave out."""
        plain = f"{self.raw.relation} AS {RAW}{long_rows}"
        if not self.shared:
            return plain
        texts = [f"{trimmed(sql)} AS __text{i}" for i, sql in enumerate(self.shared)]
        numbers = [f"{parsed_number(f'__text{i}')} AS __number{i}" for i in range(len(self.shared))]
        inner = f"SELECT *, {', '.join(texts)} FROM {plain}"
        return f"(SELECT *, {', '.join(numbers)} FROM ({inner})) AS {RAW}"

    def _find_one(self, name: str) -> str | None:
        wanted = folded_header(name)
        for added, sql in self.added.items():
            if folded_header(added) == wanted:
                return sql
        if name in self.raw.columns:
            return self.cell(name)
        if name.startswith("$") and self.raw.json_column is not None:
            path = literal(canonical_path(name))
            return f"json_extract_string({RAW}.{identifier(self.raw.json_column)}, {path})"
        for header in self.raw.columns:
            if folded_header(header) == wanted:
                return self.cell(header)
        place = _PLACE.fullmatch(name)
        headers = list(self.raw.columns)
        if place and 1 <= int(place.group(1)) <= len(headers):
            return self.cell(headers[int(place.group(1)) - 1])
        return None

    def cell(self, header: str) -> str:
        """SQL of a column of the file as VARCHAR."""
        column, kind = f"{RAW}.{identifier(header)}", self.raw.columns[header]
        if kind == "VARCHAR":
            return column
        if kind == "JSON":
            return f"json_extract_string({column}, '$')"
        return f"CAST({column} AS VARCHAR)"


def unpivot_sql(unpivot: Unpivot, headers: Headers) -> str:
    """Add the unpivoted columns to `headers`; SQL that joins the long rows to each raw row.

    Raises:
        MappingError: When no column fits.
    """
    chosen = _chosen(unpivot, list(headers.raw.columns))
    if not chosen:
        wanted = ", ".join(unpivot.columns)
        has = ", ".join(list(headers.raw.columns)[:30])
        raise MappingError(f"unpivot: no column fits {wanted}; the file has {has}")
    rows = []
    for header, companions in chosen.items():
        cells = [literal(header), headers.cell(header)]
        cells += [headers.cell(c) if c is not None else "CAST(NULL AS VARCHAR)" for c in companions]
        rows.append("{" + ", ".join(f"'c{i}': {cell}" for i, cell in enumerate(cells)) + "}")
    names = [unpivot.name, unpivot.value, *unpivot.companions]
    for i, name in enumerate(names):
        headers.added[name] = f"{LONG}.c{i}"
    return f", unnest([{', '.join(rows)}]) AS __unpivoted({LONG})"


def _chosen(unpivot: Unpivot, headers: list[str]) -> dict[str, list[str | None]]:
    """The columns to turn into rows, each with its companions' headers."""
    companions: dict[str, list[str | None]] = {}
    taken: set[str] = set()
    fitting = [h for h in headers if _fits(h, unpivot.columns) and not _fits(h, unpivot.exclude)]
    for header in fitting:
        if header in taken:
            continue
        found = [_companion(c, header, headers) for c in unpivot.companions.values()]
        companions[header] = found
        taken.update(name for name in found if name is not None)
    # A companion by header may stand left of its column.
    return {header: found for header, found in companions.items() if header not in taken}


def _companion(companion: Companion, header: str, headers: list[str]) -> str | None:
    if companion.offset is not None:
        place = headers.index(header) + companion.offset
        return headers[place] if place < len(headers) else None
    wanted = folded_header(str(companion.header).replace("{name}", header))
    return next((name for name in headers if folded_header(name) == wanted), None)


def _fits(header: str, patterns: tuple[str, ...]) -> bool:
    name = folded_header(header)
    return any(wildcard_fits(folded_header(pattern), name) for pattern in patterns)
