"""Where a landed table lies: a folder of parts, each under its content's hash."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import duckdb

from assets.landing.encodings import sha256_of
from assets.landing.place import make_way
from assets.landing.report import TableReport
from assets.landing.sql_text import literal

# Level 1 writes faster and smaller than the default codec; version 2 a quarter faster still.
_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2)"
Kind = Literal["rows", "keys", "rejected"]


def folder(landing: Path, name: str, kind: Kind = "rows") -> Path:
    """Folder of a table's parts.

    >>> folder(Path("landing"), "crm_surveys", "keys").as_posix()
    'landing/keys/crm_surveys'
    """
    return landing / name if kind == "rows" else landing / kind / name


def part_path(landing: Path, name: str, sha256: str, kind: Kind = "rows") -> Path:
    """Where one part lies."""
    return folder(landing, name, kind) / f"{sha256}.parquet"


def part_files(landing: Path, report: TableReport, kind: Kind = "rows") -> list[Path]:
    """Files of a table's parts, in order; parts that have none of the kind are left out."""
    name = report.table.replace("/", "_")
    return [
        part_path(landing, name, sha256, kind)
        for part in report.parts
        if (sha256 := getattr(part, kind))
    ]


def landed(landing: Path, name: str) -> str:
    """SQL of all rows of a landed table.

    >>> landed(Path("in [1]"), "crm_surveys")
    "read_parquet('in [[]1]/crm_surveys/*.parquet')"
    """
    folder = re.sub(r"[*?\[]", r"[\g<0>]", str(landing / name))
    return f"read_parquet({literal(f'{folder}/*.parquet')})"


def files_sql(paths: Iterable[Path]) -> str:
    """SQL of the rows of some files; at least one."""
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}])"


def settle(written: Path, landing: Path, name: str, kind: Kind) -> str:
    """Give a file that was written beside its place the name of its content; the hash."""
    sha256 = sha256_of(written)
    target = part_path(landing, name, sha256, kind)
    make_way(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.replace(target)
    return sha256


def remove_others(landing: Path, report: TableReport, kinds: Iterable[Kind]) -> None:
    """Remove what no part of a table is made of, such as parts that were replaced."""
    name = report.table.replace("/", "_")
    for kind in kinds:
        named = {path.name for path in part_files(landing, report, kind)}
        if not folder(landing, name, kind).is_dir():
            continue
        for path in folder(landing, name, kind).iterdir():
            if path.name not in named:
                make_way(path)
        # As it lay before there were parts.
        make_way(folder(landing, name, kind).with_suffix(".parquet"))


def write_file(
    con: duckdb.DuckDBPyConnection, sql: str, landing: Path, name: str, kind: Kind
) -> str:
    """Write a query's rows under the hash of their file; the hash."""
    beside = landing / f".{name}.{kind}"
    make_way(beside)
    con.execute(f"COPY ({sql}) TO {literal(str(beside))} {_PARQUET}")
    return settle(beside, landing, name, kind)
