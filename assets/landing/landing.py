"""Lands one table of the exports: reads its files, decides about every row, writes Parquet.

The steps are in the neighbours: `discovery` finds files, `loading` reads one, `references` and
`duplicates` judge rows together, `output` writes. All of it is set-based SQL in one in-memory
DuckDB.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from assets.contracts.table import TableContract
from assets.landing import output
from assets.landing.discovery import FoundFile, Sources, files_of
from assets.landing.duplicates import find_duplicates
from assets.landing.encodings import sha256_of
from assets.landing.formats import UnreadableFile, format_of
from assets.landing.loading import LoadedFile, create_tables, load_file
from assets.landing.output import collect_rejected_rows
from assets.landing.parsing import create_macros
from assets.landing.references import check_references
from assets.landing.report import FileReport, TableReport, write_report
from assets.landing.sql_text import literal

__all__ = ["collect_rejected_rows", "land_table"]

# What does not fit is spilled into the landing folder, which costs little time.
MEMORY_LIMIT = "2GB"


def land_table(
    table: TableContract,
    *,
    exports: Path,
    landing: Path,
    mapping: Sources | None = None,
    horizon: datetime | None = None,
    time_zone: str = "UTC",
) -> TableReport:
    """Read a table's files and write what landed, what was refused and which keys were read.

    Parents are to be landed before their children (the order of `catalogue.TABLES`): references are
    checked against the keys that the parent's landing left behind.

    Args:
        table: contract of the table.
        exports: folder with the exports.
        landing: folder to write to; made when it is not there.
        mapping: how vendors' own files become tables.
        horizon: latest local time at which something can have happened; None: no such rule.
        time_zone: the centre's; times with an offset are converted to it.

    Returns:
        The report, also written to `reports/<table>.json`.

    Raises:
        RuntimeError: when rows do not add up, which is a fault of this program.
    """
    landing.mkdir(parents=True, exist_ok=True)
    files = files_of(table, exports, mapping)
    with _connect(landing, time_zone) as (con, scratch):
        create_tables(con, table)
        loaded: list[LoadedFile] = []
        for number, found in enumerate(files):
            try:
                loaded.append(
                    load_file(
                        con, table, found, number,
                        scratch=scratch, horizon=horizon, time_zone=time_zone,
                    )
                )  # fmt: skip
            except UnreadableFile as error:
                report = _failed(table, files, number, str(error))
                output.write_failed(con, table, landing, found.relative, str(error))
                write_report(landing, table, report)
                return report
        report = _land_rows(con, table, landing, loaded)
    write_report(landing, table, report)
    return report


@contextmanager
def _connect(landing: Path, time_zone: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    with tempfile.TemporaryDirectory(dir=landing, prefix=".scratch-") as scratch:
        settings = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": scratch,
            # Nothing is ever fetched from outside.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=settings) as con:
            # Compressed, a table of ten million rows stays within the limit.
            con.execute("ATTACH ':memory:' AS work (COMPRESS true)")
            con.execute("USE work")
            con.execute(f"SET TimeZone = {literal(time_zone)}")
            create_macros(con)
            yield con, Path(scratch)


def _land_rows(
    con: duckdb.DuckDBPyConnection, table: TableContract, landing: Path, loaded: list[LoadedFile]
) -> TableReport:
    con.execute("""
        INSERT INTO findings
        SELECT id, problem."column", problem.value, problem.rule, 'error'
        FROM (
          SELECT rowid AS id, unnest(__problems) AS problem
          FROM rows WHERE __problems IS NOT NULL)
    """)
    references = check_references(con, table, landing)
    con.execute("""
        CREATE TEMP TABLE refused AS
        SELECT DISTINCT id FROM findings WHERE severity = 'error'
    """)
    find_duplicates(con, table)
    accepted = output.write_rows(con, table, landing, references.cleared)
    output.write_keys(con, table, landing)
    output.write_rejected(con, table, landing, [file.found.relative for file in loaded])
    counts = output.count_rows(con)
    files = [
        _file_report(file, counts.get(number, {}), accepted.get(number, 0))
        for number, file in enumerate(loaded)
    ]
    given = frozenset().union(*(file.columns for file in loaded))
    return TableReport(
        table=table.key,
        status=_status(files),
        message=_message(table, files),
        files=files,
        missing_columns=[column.name for column in table.columns if column.name not in given],
        unknown_columns=sorted({name for file in loaded for name in file.unknown}),
        repairs=_total([file.repairs for file in files]),
    )


def _file_report(file: LoadedFile, counts: dict[str, int], accepted: int) -> FileReport:
    repairs = {kind: counts[kind] for kind in output.REPAIR_KINDS if counts.get(kind)}
    report = FileReport(
        file=file.found.relative,
        sha256=file.sha256,
        bytes=file.bytes,
        format=file.format,
        encoding=file.encoding,
        rows_read=counts.get("read", 0) + file.broken,
        accepted=accepted,
        rejected=counts.get("refused", 0) + file.broken,
        duplicates_exact=counts.get("exact", 0),
        duplicates_conflicting=counts.get("conflicting", 0),
        left_out=file.left_out,
        status="ok" if counts.get("read", 0) + file.broken else "empty",
        message=file.message,
        repairs=repairs,
        mapped=file.found.source is not None,
    )
    if report.rows_read != report.accepted + report.rejected + report.duplicates:
        raise RuntimeError(f"the rows of {report.file} do not add up: {report!r}")
    return report


def _status(files: list[FileReport]) -> str:
    if not files:
        return "missing"
    return "ok" if any(file.rows_read for file in files) else "empty"


def _message(table: TableContract, files: list[FileReport]) -> str:
    if not files:
        return f"no file for {table.key} (looked for {table.key}*)"
    if not any(file.rows_read for file in files):
        return f"no rows in {', '.join(file.file for file in files)}"
    return "; ".join(f"{file.file}: {file.message}" for file in files if file.message)


def _total(repairs: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in repairs:
        for kind, count in counts.items():
            total[kind] = total.get(kind, 0) + count
    return total


def _failed(table: TableContract, files: list[FoundFile], number: int, message: str) -> TableReport:
    reports = [
        FileReport(
            file=found.relative,
            sha256=sha256_of(found.path) if found.path.is_file() else "",
            bytes=found.path.stat().st_size if found.path.is_file() else 0,
            format=format_of(found.path) or "",
            status="failed" if index == number else "empty",
            message=message if index == number else "not used: another file of the table failed",
            mapped=found.source is not None,
        )
        for index, found in enumerate(files)
    ]
    return TableReport(table=table.key, status="failed", message=message, files=reports)
