"""Files of a table that have the same columns, made one relation: one statement types them all.

Planning that statement takes as long as typing ten thousand rows. Opening the files is in
`opening`, typing their rows in `loading`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assets.landing.csv_scan import broken_records
from assets.landing.formats import NO_BROKEN, ROW, RawTable, new_name
from assets.landing.opening import OpenFile
from assets.landing.sql_text import identifier

# Plans grow with the files of a group, and so does what is read again when one of them fails.
GROUP_SIZE = 64
FILE = "__file"


@dataclass(frozen=True)
class Joined:
    """The rows of a group.

    Attributes:
        raw: `__file`, `__row` and the columns, in the order of the files.
        present: contract columns, with their name in `raw`.
        broken: relation of `__file`, `row_number`, `text`, `reason`; None: no record can be broken.
        blanks: by file, the table of the `row_number` of its blank lines.
    """

    raw: RawTable
    present: dict[str, str]
    broken: str | None
    blanks: dict[int, str]


def groups_of(files: list[OpenFile]) -> Iterator[list[OpenFile]]:
    """Cut files into runs that can be read together, at most `GROUP_SIZE` long.

    Files with nothing in them are left out.
    """
    filled = [file for file in files if file.raw.columns or file.raw.broken != NO_BROKEN]
    for _, run in groupby(filled, key=_layout):
        members = list(run)
        for start in range(0, len(members), GROUP_SIZE):
            yield members[start : start + GROUP_SIZE]


def _layout(file: OpenFile) -> object:
    if file.raw.stream:
        return file.raw.stream.dialect
    types = tuple((name, file.raw.columns[given]) for name, given in file.present.items())
    return types, bool(file.raw.columns), file.found.source is not None


def join_files(group: list[OpenFile]) -> Joined:
    """Make one relation of a group."""
    return _scan_together(group) if group[0].raw.stream else _stack(group)


def _scan_together(group: list[OpenFile]) -> Joined:
    streams = [file.raw.stream for file in group if file.raw.stream]
    rejects = new_name("rejects")
    rows = streams[0].dialect.rows([stream.path for stream in streams], rejects)
    number = f"[{', '.join(str(file.number) for file in group)}][file_index::BIGINT + 1]"
    names = ", ".join(identifier(name) for name in group[0].raw.columns)
    found = broken_records(rejects, streams[0].dialect.quote)
    broken = f"(SELECT {number} AS {FILE}, row_number, text, reason FROM {found})"
    return Joined(
        raw=RawTable(
            relation=f"(SELECT {number} AS {FILE}, NULL::BIGINT AS {ROW}, {names} FROM {rows})",
            columns=group[0].raw.columns,
            broken=broken,
            format=group[0].raw.format,
            ascii_only=all(file.raw.ascii_only for file in group),
        ),
        present=group[0].present,
        broken=broken,
        blanks={
            file.number: stream.blanks
            for file, stream in zip(group, streams, strict=True)
            if stream.blanks
        },
    )


def _stack(group: list[OpenFile]) -> Joined:
    parts, broken = [], []
    for file in group:
        raw = file.raw
        names = "".join(
            f", {identifier(given)} AS {identifier(name)}" for name, given in file.present.items()
        )
        parts.append(
            f"SELECT {file.number} AS {FILE}, {identifier(raw.row_column)} AS {ROW}{names}"
            f" FROM {raw.relation}"
        )
        if raw.broken != NO_BROKEN:
            broken.append(
                f"SELECT {file.number} AS {FILE}, row_number, text, reason FROM {raw.broken}"
            )
    first = group[0]
    all_broken = f"({' UNION ALL '.join(broken)})" if broken else None
    return Joined(
        raw=RawTable(
            relation=f"({' UNION ALL '.join(parts)})",
            columns={name: first.raw.columns[given] for name, given in first.present.items()},
            broken=all_broken or NO_BROKEN,
            format=first.raw.format,
        ),
        present={name: name for name in first.present},
        broken=all_broken,
        blanks={},
    )
