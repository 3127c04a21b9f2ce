"""Lands one table of the exports: reads its files, decides about every row, writes Parquet.

The steps are in the neighbours: `discovery` finds files, `opening` opens one, `loading` reads
them, `references` and `duplicates` judge rows together, `output` writes. All of it is set-based SQL
in one in-memory DuckDB.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import duckdb

from assets.contracts.table import TableContract
from assets.keys import Keys, throwaway_keys
from assets.landing import output
from assets.landing.admission import hash_and_size
from assets.landing.discovery import FoundFile, Sources, files_of
from assets.landing.duplicates import find_duplicates
from assets.landing.erased import refuse_erased
from assets.landing.formats import DISABLED_OPTIMIZERS, format_of
from assets.landing.loading import create_tables, load_files
from assets.landing.opening import FailedFile, OpenFile, open_file
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
    entered: Sequence[FoundFile] = (),
    keys: Keys | None = None,
    erased: Mapping[str, Set[str]] = MappingProxyType({}),
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
        entered: files beside the exports, with what people entered; later than all of those.
        keys: encrypt names and make pseudonyms; None: names are not kept, and the pseudonyms are
            of this landing alone.
        erased: pseudonyms of people and rows that were erased, by kind; with `keys`.

    Returns:
        The report, also written to `reports/<table>.json`.

    Raises:
        RuntimeError: when rows do not add up, which is a fault of this program.
    """
    landing.mkdir(parents=True, exist_ok=True)
    found = [*files_of(table, exports, mapping), *entered]
    try:
        report = (
            _land(table, found, landing, horizon, time_zone, keys, erased)
            if found
            else _missing(table)
        )
    except FailedFile as error:
        report = _failed(table, found, error)
        output.write_nothing(table, landing, found[error.number].relative, str(error))
    if not found:
        output.write_nothing(table, landing)
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
            "disabled_optimizers": DISABLED_OPTIMIZERS,
        }
        with duckdb.connect(":memory:", config=settings) as con:
            # Compressed, a table of ten million rows stays within the limit.
            con.execute("ATTACH ':memory:' AS work (COMPRESS true)")
            con.execute("USE work")
            con.execute(f"SET TimeZone = {literal(time_zone)}")
            create_macros(con)
            yield con, Path(scratch)


def _land(
    table: TableContract,
    found: list[FoundFile],
    landing: Path,
    horizon: datetime | None,
    time_zone: str,
    keys: Keys | None,
    erased: Mapping[str, Set[str]],
) -> TableReport:
    with _connect(landing, time_zone) as (con, scratch):
        create_tables(con, table)
        files = [
            open_file(con, table, file, number, scratch=scratch, time_zone=time_zone)
            for number, file in enumerate(found)
        ]
        load_files(con, table, files, horizon=horizon)
        return _judge(con, table, landing, files, keys, erased)


def _judge(
    con: duckdb.DuckDBPyConnection,
    table: TableContract,
    landing: Path,
    files: list[OpenFile],
    keys: Keys | None,
    erased: Mapping[str, Set[str]],
) -> TableReport:
    con.execute("""
        INSERT INTO findings
        SELECT id, problem."column", problem.value, problem.rule, 'error'
        FROM (
          SELECT rowid AS id, unnest(__problems) AS problem
          FROM rows WHERE __problems IS NOT NULL)
    """)
    pseudonyms = keys or throwaway_keys()
    refuse_erased(con, table, erased, pseudonyms)
    references = check_references(con, table, landing)
    con.execute("INSERT INTO refused SELECT DISTINCT id FROM findings WHERE severity = 'error'")
    find_duplicates(con, table)
    counts = output.count_rows(con)
    _note_missing_columns(con, files, counts)
    written = output.write_rows(con, table, landing, references.cleared, pseudonyms)
    if keys is not None:
        output.write_restricted(con, table, landing, keys)
    output.write_keys(con, table, landing, pseudonyms)
    output.write_rejected(con, table, landing, [file.found.relative for file in files])
    reports = [_file_report(file, counts.get(file.number, {})) for file in files]
    if written != sum(report.accepted for report in reports):
        raise RuntimeError(f"{table.key}: {written} rows written do not add up: {reports!r}")
    given = frozenset().union(*(file.present for file in files))
    return TableReport(
        table=table.key,
        status="ok" if any(report.rows_read for report in reports) else "empty",
        message=_message(reports),
        files=reports,
        missing_columns=[column.name for column in table.columns if column.name not in given],
        unknown_columns=sorted({name for file in files for name in file.unknown}),
        repairs=_total([report.repairs for report in reports]),
    )


def _note_missing_columns(
    con: duckdb.DuckDBPyConnection, files: list[OpenFile], counts: dict[int, dict[str, int]]
) -> None:
    lines = [
        [file.number, name] for file in files if file.number in counts for name in file.lacking
    ]
    if lines:
        con.executemany("INSERT INTO file_findings VALUES (?, ?, 'missing_column')", lines)


def _file_report(file: OpenFile, counts: dict[str, int]) -> FileReport:
    read = counts.get("read", 0)
    notes = list(file.notes)
    if file.lacking and read:
        names = ", ".join(file.lacking)
        notes.append(f"required columns are missing, so all rows are rejected: {names}")
    report = FileReport(
        file=file.found.relative,
        sha256=file.sha256,
        bytes=file.bytes,
        format=file.raw.format,
        encoding=file.raw.encoding,
        rows_read=read,
        accepted=counts.get("accepted", 0),
        rejected=counts.get("refused", 0),
        duplicates_exact=counts.get("exact", 0),
        duplicates_conflicting=counts.get("conflicting", 0),
        left_out=file.left_out,
        status="ok" if read else "empty",
        message="; ".join(notes),
        repairs={kind: counts[kind] for kind in output.REPAIR_KINDS if counts.get(kind)},
        mapped=file.found.source is not None,
    )
    if report.rows_read != report.accepted + report.rejected + report.duplicates:
        raise RuntimeError(f"the rows of {report.file} do not add up: {report!r}")
    return report


def _message(files: list[FileReport]) -> str:
    if not any(file.rows_read for file in files):
        return f"no rows in {', '.join(file.file for file in files)}"
    return "; ".join(f"{file.file}: {file.message}" for file in files if file.message)


def _total(repairs: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in repairs:
        for kind, count in counts.items():
            total[kind] = total.get(kind, 0) + count
    return total


def _missing(table: TableContract) -> TableReport:
    return TableReport(
        table=table.key,
        status="missing",
        message=f"no file for {table.key} (looked for {table.key}*)"
        + ("; nothing needs it" if table.optional else ""),
        missing_columns=[column.name for column in table.columns],
    )


def _failed(table: TableContract, files: list[FoundFile], error: FailedFile) -> TableReport:
    message = str(error)
    known = [hash_and_size(found.path, found.root) for found in files]
    reports = [
        FileReport(
            file=found.relative,
            sha256=known[number][0],
            bytes=known[number][1],
            format=format_of(found.path) or "",
            status="failed" if number == error.number else "empty",
            message=message
            if number == error.number
            else "not used: another file of the table failed",
            mapped=found.source is not None,
        )
        for number, found in enumerate(files)
    ]
    return TableReport(table=table.key, status="failed", message=message, files=reports)
