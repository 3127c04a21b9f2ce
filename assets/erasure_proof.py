"""Searches everything that an output folder keeps for erased people: the proof of an erasure.

Texts are searched as they are, tables cell by cell, workbooks and compressed files unpacked, and
encrypted names decrypted. An id that is a number could be any number of a text: it is looked for in
columns of people and names of their pages.
"""

import contextlib
import csv
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from assets.keys import Keys, KeysError
from assets.object_store_mirror import is_mirrored
from assets.redaction import PEOPLE_COLUMNS, Redaction, strings
from assets.report.file_names import safe_file_names
from assets.restricted import PEOPLE, read_people

# What an erasure leaves as it is and says so, and whom it is about itself.
_NOT_SEARCHED = ("config/record.jsonl", "erasures/begun.enc")
_PAGES = re.compile(r"(^|/)(agents/[^/]+|calendars/[^/]+/[^/]+)$")
_CELL = re.compile(r"<t\b[^>]*>(.*?)</t>|<sheet name=\"([^\"]*)\"", re.DOTALL)
_JSON_COLUMN = re.compile(rf'"(?:{"|".join(PEOPLE_COLUMNS)})": ?("(?:[^"\\\n]|\\.)*")')
# What is packed and cannot be unpacked is searched as it is.
_DAMAGED = (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error)
_PARQUET, _DUCKDB, _GZIP, _ZIP = b"PAR1", b"DUCK", b"\x1f\x8b", b"PK\x03\x04"


def places(out: Path, redaction: Redaction, keys: Keys) -> tuple[int, list[str]]:
    """Search an output folder.

    Args:
        out: the folder; its keys, its record of configurations and exports that a run mirrors are
            not searched.
        redaction: whom to look for, by id and name.
        keys: for encrypted names.

    Returns:
        How many files were searched, and the paths below `out` of those that name somebody; the
        path itself counts.
    """
    pages = set(safe_file_names(redaction.people).values())
    searched, found = 0, []
    for path in sorted(out.rglob("*")):
        relative = path.relative_to(out)
        if path.is_symlink() or not path.is_file() or _is_left(relative):
            continue
        searched += 1
        page = relative.stem in pages and _PAGES.search(relative.as_posix())
        if page or redaction.is_named(_plain(relative)) or _names(path, redaction, keys):
            found.append(relative.as_posix())
    return searched, found


def _is_left(relative: Path) -> bool:
    if relative.parts[0] == "keys" or is_mirrored(relative):
        return True
    return relative.as_posix() in _NOT_SEARCHED


def _plain(relative: Path) -> str:
    # Names of files have their endings next to them.
    return " ".join((*relative.parent.parts, relative.stem, relative.name))


def _names(path: Path, redaction: Redaction, keys: Keys) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    with contextlib.suppress(duckdb.Error):  # a damaged table is searched like any other file
        if head.startswith(_PARQUET):
            return _in_rows(f"read_parquet('{_escaped(path)}')", redaction)
        if head[8:12] == _DUCKDB:
            return _in_duckdb(path, redaction)
    if path.name.endswith(".enc") or path.parent.name == PEOPLE.parent.name:
        return _in_people(path, redaction, keys)
    return any(
        redaction.is_named(text) or _in_columns(text, redaction) for text in _texts(path, head)
    )


def _texts(path: Path, head: bytes) -> Iterator[str]:
    content = path.read_bytes()
    with contextlib.suppress(*_DAMAGED):
        if head.startswith(_ZIP):
            yield from _zipped(content)
            return
        if head.startswith(_GZIP):
            content = gzip.decompress(content)
    text = content.decode(errors="replace")
    yield text
    if path.suffix in (".html", ".htm"):
        yield html.unescape(text)
    elif path.suffix in (".json", ".jsonl"):
        with contextlib.suppress(ValueError):
            yield "\n".join(strings(text))


def _zipped(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name
            text = archive.read(name).decode(errors="replace")
            if name.startswith("xl/"):
                # A1 names a cell as well: what cells say counts, not where they are.
                text = "\n".join(map("".join, _CELL.findall(text)))
            yield html.unescape(text)


def _in_columns(text: str, redaction: Redaction) -> bool:
    """Tell whether a column of people in a CSV, or a key of JSON, has one of their ids."""
    people = set(redaction.people)
    quoted = {json.dumps(one, ensure_ascii=ascii) for one in people for ascii in (True, False)}
    if not quoted.isdisjoint(_JSON_COLUMN.findall(text)):
        return True
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    columns = first.rstrip("\r").split(",")
    own = [number for number, name in enumerate(columns) if name in PEOPLE_COLUMNS]
    if not own:
        return False
    rows = csv.reader(io.StringIO(rest, newline=""))
    try:
        return any(row[at] in people for row in rows for at in own if at < len(row))
    except csv.Error:  # no CSV after all
        return any(one in rest for one in people)


def _in_people(path: Path, redaction: Redaction, keys: Keys) -> bool:
    try:
        if path.relative_to(path.parents[1]) == PEOPLE:
            people = read_people(path.parents[1], keys)
        else:
            people = json.loads(keys.decrypt(path.read_bytes(), purpose="people"))
    except (KeysError, ValueError):
        return False  # its key is gone: nobody can read it any more
    return bool(people.keys() & set(redaction.people))


def _in_duckdb(path: Path, redaction: Redaction) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        return any(
            _in_relation(connection, f'"{schema}"."{table}"', redaction) for schema, table in tables
        )


def _in_rows(relation: str, redaction: Redaction) -> bool:
    with duckdb.connect() as connection:
        return _in_relation(connection, relation, redaction)


def _in_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, redaction: Redaction
) -> bool:
    """Tell whether a cell names somebody: the engine finds candidates, whole words show here."""
    columns = connection.execute(f"describe from {relation}").fetchall()
    texts = [f'"{name}"' for name, kind, *_ in columns if "VARCHAR" in kind or kind == "JSON"]
    for name in texts if redaction.people else ():
        people = ", ".join("?" for _ in redaction.people)
        own = name.strip('"') in PEOPLE_COLUMNS
        sql = f"select 1 from {relation} where {name} in ({people}) limit 1"
        if own and connection.execute(sql, list(redaction.people)).fetchall():
            return True
    for name in texts if redaction.words else ():
        text = f"cast({name} as varchar)"
        held = " or ".join(f"contains({text}, ?)" for _ in redaction.words)
        sql = f"select distinct {text} from {relation} where {held}"
        rows = connection.execute(sql, list(redaction.words))
        if any(redaction.is_named(row[0]) for row in _rows(rows)):
            return True
    return False


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterable[tuple[str]]:
    while batch := cursor.fetchmany(1000):
        yield from batch


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
