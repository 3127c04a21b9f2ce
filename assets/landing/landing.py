"""Lands one table of the exports: reads its files, decides about every row, writes Parquet.

The steps are in the neighbours: `discovery` finds files, `opening` opens one, `loading` reads
them, `references` and `duplicates` judge rows together, `output` writes. All of it is set-based SQL
in one in-memory DuckDB.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import duckdb

from assets.contracts.table import TableContract
from assets.keys import Keys, throwaway_keys
from assets.landing import output
from assets.landing.discovery import FoundFile, Sources, files_of
from assets.landing.duplicates import find_duplicates
from assets.landing.erased import refuse_erased
from assets.landing.file_reports import failed_report, file_report, missing_report, table_report
from assets.landing.formats import DISABLED_OPTIMIZERS
from assets.landing.known_files import KnownFiles
from assets.landing.loading import create_tables, load_files
from assets.landing.opening import FailedFile, OpenFile, identify, open_file
from assets.landing.output import Batch
from assets.landing.parsing import create_macros
from assets.landing.parts import part_path, remove_others
from assets.landing.references import check_references
from assets.landing.rejected import collect_rejected_rows
from assets.landing.report import TableReport, write_report
from assets.landing.reuse import (
    MOST_FILES,
    MOST_ROWS,
    Plan,
    context_of,
    parents_of,
    parts_to_join,
    plan_landing,
    report_before,
)
from assets.landing.sql_text import literal
from assets.landing.touched import parts_with_changed_parents, parts_with_keys, settle

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
    known = KnownFiles(landing)
    pseudonyms = keys or throwaway_keys()
    run = _Landing(
        table=table,
        landing=landing,
        found=found,
        horizon=horizon,
        time_zone=time_zone,
        keys=keys,
        pseudonyms=pseudonyms,
        erased=erased,
        known=known,
        context=context_of(
            table,
            landing,
            mapping=mapping,
            time_zone=time_zone,
            keys=pseudonyms,
            erased=erased,
        ),
    )
    try:
        report = run.land() if found else missing_report(table)
    except FailedFile as error:
        report = failed_report(table, found, error)
        part = output.write_nothing(table, landing, found[error.number].relative, str(error))
        report = report.model_copy(update={"parts": (part,)})
    if not found:
        report = report.model_copy(update={"parts": (output.write_nothing(table, landing),)})
    write_report(landing, table, report)
    # Keys of before stay: tables that refer to them are still to be held against what changed.
    remove_others(landing, report, ("rows", "rejected"))
    known.save()
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


@dataclass
class _Landing:
    """One landing of one table, which `land_table` describes."""

    table: TableContract
    landing: Path
    found: list[FoundFile]
    horizon: datetime | None
    time_zone: str
    keys: Keys | None
    pseudonyms: Keys
    erased: Mapping[str, Set[str]]
    known: KnownFiles
    context: str

    def land(self) -> TableReport:
        """Read what has to be read, and judge it; the rest stays as it is."""
        before = report_before(self.landing, self.table)
        identities = [identify(file, at, self.known) for at, file in enumerate(self.found)]
        with _connect(self.landing, self.time_zone) as (con, scratch):
            plan = plan_landing(
                self.table,
                self.landing,
                before,
                self.found,
                [sha256 for _, sha256 in identities],
                context=self.context,
                horizon=self.horizon,
                known=self.known,
            )
            create_tables(con, self.table)
            files: dict[int, OpenFile] = {}

            def read(names: Collection[str]) -> None:
                fresh = [
                    open_file(
                        con,
                        self.table,
                        file,
                        at,
                        scratch=scratch,
                        time_zone=self.time_zone,
                        identity=identities[at],
                    )
                    for at, file in enumerate(self.found)
                    if file.relative in names and at not in files
                ]
                load_files(con, self.table, fresh, horizon=self.horizon)
                files.update((file.number, file) for file in fresh)

            self._choose(con, plan, before, read)
            numbers = {file.found.relative: file.number for file in files.values()}
            settle(con, self.table, self.landing, plan, numbers)
            return self._judge(con, plan, [files[at] for at in sorted(files)])

    def _choose(
        self,
        con: duckdb.DuckDBPyConnection,
        plan: Plan,
        before: TableReport | None,
        read: Callable[[Collection[str]], None],
    ) -> None:
        """Read the files of all parts that do not hold."""
        changed = []
        if before is not None and plan.kept:
            changed = parts_with_changed_parents(con, self.table, self.landing, plan, before)
        plan.read_again(changed, settled=False)
        read({file.relative for file in self.found} - plan.files.keys())
        touched = parts_with_keys(con, self.table, self.landing, plan)
        read(plan.read_again(touched, settled=True))
        plan.joined = plan.read_again(parts_to_join(plan), settled=True)
        read(plan.joined)

    def _judge(
        self, con: duckdb.DuckDBPyConnection, plan: Plan, files: list[OpenFile]
    ) -> TableReport:
        con.execute("""
            INSERT INTO findings
            SELECT id, problem."column", problem.value, problem.rule, 'error'
            FROM (
              SELECT rowid AS id, unnest(__problems) AS problem
              FROM rows WHERE __problems IS NOT NULL)
        """)
        table, landing = self.table, self.landing
        refuse_erased(con, table, self.erased, self.pseudonyms)
        references = check_references(con, table, landing)
        con.execute("INSERT INTO refused SELECT DISTINCT id FROM findings WHERE severity = 'error'")
        find_duplicates(con, table)
        counts = output.count_rows(con)
        _note_missing_columns(con, files, counts)
        output.mark_dropped(con)
        if self.keys is not None:
            output.write_restricted(con, table, landing, self.keys)
        batches = list(_batches(files, counts, plan))
        keys = [output.write_keys(con, table, landing, one, self.pseudonyms) for one in batches]
        output.clear_unknown(con, references.cleared)
        made = [
            output.write_part(
                con, table, landing, batch, self.pseudonyms, self.horizon, written=written
            )
            for batch, written in zip(batches, keys, strict=True)
        ]
        for part in made:
            for kind, sha256 in (("rows", part.rows), ("keys", part.keys)):
                self.known.note(part_path(landing, table.name, sha256, kind), sha256)
        reports = {
            file.found.relative: file_report(file, counts.get(file.number, {})) for file in files
        }
        if sum(part.accepted for part in made) != sum(one.accepted for one in reports.values()):
            raise RuntimeError(f"{table.key}: rows written do not add up: {reports!r}")
        reports |= plan.files
        return table_report(
            table,
            [reports[file.relative] for file in self.found],
            parts=(*plan.kept, *made),
            context=self.context,
            parents=parents_of(table, landing),
        )


def _batches(
    files: list[OpenFile], counts: Mapping[int, Mapping[str, int]], plan: Plan
) -> list[Batch]:
    """Files whose rows become one part: those that were one, and small ones next to each other."""
    own = {name: part.rows for part in plan.again for name in part.files}
    own |= dict.fromkeys(plan.joined, "joined")
    found: list[list[OpenFile]] = []
    rows, last = 0, None
    for file in files:
        read = counts.get(file.number, {}).get("read", 0)
        of = own.get(file.found.relative, "")
        if not found or of != last or len(found[-1]) >= MOST_FILES or rows + read > MOST_ROWS:
            found.append([])
            rows = 0
        found[-1].append(file)
        rows, last = rows + read, of
    return [
        Batch(tuple(one.number for one in some), tuple(one.found.relative for one in some))
        for some in found
    ]


def _note_missing_columns(
    con: duckdb.DuckDBPyConnection, files: list[OpenFile], counts: dict[int, dict[str, int]]
) -> None:
    lines = [
        [file.number, name] for file in files if file.number in counts for name in file.lacking
    ]
    if lines:
        con.executemany("INSERT INTO file_findings VALUES (?, ?, 'missing_column')", lines)
