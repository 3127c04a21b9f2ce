"""Searches everything that an output folder keeps for erased people: the proof of an erasure.

Texts are searched as they are, tables cell by cell, workbooks and compressed files unpacked, and
encrypted names decrypted.
"""

import gzip
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from assets.keys import Keys, KeysError
from assets.redaction import Redaction
from assets.restricted import PEOPLE, read_people

_PARQUET, _DUCKDB, _GZIP, _ZIP = b"PAR1", b"DUCK", b"\x1f\x8b", b"PK\x03\x04"


def places(out: Path, redaction: Redaction, keys: Keys) -> tuple[int, list[str]]:
    """Search an output folder.

    Args:
        out: the folder; its key file is not searched.
        redaction: whom to look for, by id and name.
        keys: for encrypted names.

    Returns:
        How many files were searched, and the paths below `out` of those that name somebody; the
        path itself counts.
    """
    searched, found = 0, []
    for path in sorted(out.rglob("*")):
        relative = path.relative_to(out)
        if path.is_symlink() or not path.is_file() or relative.parts[0] == "keys":
            continue
        searched += 1
        if redaction.is_named(_plain(relative)) or _names(path, redaction, keys):
            found.append(relative.as_posix())
    return searched, found


def _plain(relative: Path) -> str:
    # Names of files have their endings next to them.
    return " ".join((*relative.parent.parts, relative.stem, relative.name))


def _names(path: Path, redaction: Redaction, keys: Keys) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(_PARQUET):
        return _in_rows(f"read_parquet('{_escaped(path)}')", redaction)
    if head[8:12] == _DUCKDB:
        return _in_duckdb(path, redaction)
    if path.name.endswith(".enc") or path.parent.name == PEOPLE.parent.name:
        return _in_people(path, redaction, keys)
    return any(redaction.is_named(text) for text in _texts(path, head))


def _texts(path: Path, head: bytes) -> Iterator[str]:
    if head.startswith(_ZIP) and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode(errors="replace")
    elif head.startswith(_GZIP):
        with gzip.open(path) as file:
            yield file.read().decode(errors="replace")
    else:
        yield path.read_bytes().decode(errors="replace")


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
        own = name.endswith('_id"')
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
