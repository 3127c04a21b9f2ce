"""Writes up what a landing found: the report of a table and those of its files."""

from assets.contracts.table import TableContract
from assets.landing.admission import hash_and_size
from assets.landing.discovery import FoundFile
from assets.landing.filled import add_up
from assets.landing.formats import format_of
from assets.landing.opening import FailedFile, OpenFile
from assets.landing.repair import KINDS as REPAIR_KINDS
from assets.landing.report import FileReport, Part, TableReport


def table_report(
    table: TableContract,
    files: list[FileReport],
    *,
    parts: tuple[Part, ...],
    context: str,
    parents: dict[str, tuple[str, ...]],
) -> TableReport:
    """Report of a table that was read.

    Args:
        table: its contract.
        files: reports of its files, in the order in which later ones win.
        parts: where its rows lie.
        context: what else than its files they were made with.
        parents: by parent table, the keys of its parts.
    """
    given = frozenset().union(*(file.columns for file in files))
    return TableReport(
        table=table.key,
        status="ok" if any(file.rows_read for file in files) else "empty",
        message=_message(files),
        files=files,
        missing_columns=[column.name for column in table.columns if column.name not in given],
        unknown_columns=sorted({name for file in files for name in file.unknown}),
        repairs=_total([file.repairs for file in files]),
        filled=add_up(part.filled for part in parts),
        parts=parts,
        context=context,
        parents=parents,
    )


def file_report(file: OpenFile, counts: dict[str, int]) -> FileReport:
    """Report of a file that was read, from its counts (`output.count_rows`).

    Raises:
        RuntimeError: its rows do not add up, which is a fault of this program.
    """
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
        repairs={kind: counts[kind] for kind in REPAIR_KINDS if counts.get(kind)},
        mapped=file.found.source is not None,
        columns=tuple(file.present),
        unknown=file.unknown,
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


def missing_report(table: TableContract) -> TableReport:
    """Report of a table that has no file."""
    return TableReport(
        table=table.key,
        status="missing",
        message=f"no file for {table.key} (looked for {table.key}*)"
        + ("; nothing needs it" if table.optional else ""),
        missing_columns=[column.name for column in table.columns],
    )


def failed_report(table: TableContract, files: list[FoundFile], error: FailedFile) -> TableReport:
    """Report of a table of which a file cannot be read: none of it is used."""
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
