"""What landing a table found, file by file; read back by checks, run.json and the report pages."""

from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assets.contracts.table import TableContract
from assets.landing.place import make_way

Status = Literal["ok", "empty", "missing", "failed", "snapshot"]
DriftKind = Literal["new", "gone", "vanished", "renamed", "retyped", "emptied"]


class FileReport(BaseModel):
    """One export file. `rows_read == accepted + rejected + duplicates` always holds.

    Attributes:
        file: path below the exports folder.
        sha256: hash of the file as it lies on disk.
        bytes: its size.
        format: csv, csv.gz, parquet, jsonl, json or xlsx; empty when unknown.
        encoding: text encoding as detected; empty for binary forms.
        rows_read: records, broken ones included.
        accepted: rows that landed.
        rejected: rows that broke a rule, and broken records.
        duplicates_exact: rows whose twin landed.
        duplicates_conflicting: rows that lost to a later one of the same key.
        left_out: rows that a mapping's `where` leaves out; not part of `rows_read`.
        status: ok, empty or failed.
        message: what a person should know; empty when nothing.
        repairs: cells mended, by kind.
        mapped: read through a mapping file.
        columns: contract columns it has.
        unknown: columns that the contract does not know, with hints.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: str = ""
    bytes: int = 0
    format: str = ""
    encoding: str = ""
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates_exact: int = 0
    duplicates_conflicting: int = 0
    left_out: int = 0
    status: Status = "ok"
    message: str = ""
    repairs: dict[str, int] = {}
    mapped: bool = False
    columns: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def duplicates(self) -> int:
        """Exact and conflicting duplicates."""
        return self.duplicates_exact + self.duplicates_conflicting


class Month(BaseModel):
    """Rows of a part that belong together in time.

    Attributes:
        period: first day of the month of the table's main time; None: rows that lack it.
        opened: first day of the month in which the contact they refer to was opened, where it is
            known.
        rows: how many.
    """

    model_config = ConfigDict(frozen=True)

    period: date | None
    opened: date | None = None
    rows: int


class Part(BaseModel):
    """Rows of one or several export files that landed together, and stay until one changes.

    Attributes:
        rows: SHA-256 of `<table>/<it>.parquet`, with the rows that landed.
        keys: SHA-256 of `keys/<table>/<it>.parquet`, with key, references and fate of every row.
        rejected: SHA-256 of `rejected/<table>/<it>.parquet`; empty: nothing was refused.
        files: export files it was made of.
        months: what landed, by month.
        filled: rows and values that landed, by month (YYYY-MM) and column; see `filled`.
        horizon: latest time at which something could have happened when it was made.
        latest: latest time at which something did, refused rows among them.
    """

    model_config = ConfigDict(frozen=True)

    rows: str
    keys: str
    rejected: str = ""
    files: tuple[str, ...] = ()
    months: tuple[Month, ...] = ()
    filled: dict[str, dict[str, int]] = {}
    horizon: datetime | None = None
    latest: datetime | None = None

    @property
    def accepted(self) -> int:
        """Rows that landed."""
        return sum(month.rows for month in self.months)


class Drift(BaseModel):
    """A column that is not what it was in the landing before.

    Attributes:
        kind: new or gone: a column the contract does not know; of a contract column: vanished;
            renamed: vanished, and `near` looks like it; retyped: most values cannot be read as
            what it is; emptied: it is there without values.
        column: its name.
        near: the column that looks most like it; empty: none does.
        since: as-of day of the last landing in which it was as agreed.
        months: months (YYYY-MM) that lost their values; none where all have, or rows have no time.
    """

    model_config = ConfigDict(frozen=True)

    kind: DriftKind
    column: str
    near: str = ""
    since: date
    months: list[str] = []

    @property
    def is_loss(self) -> bool:
        """Whether values that used to be there are not."""
        return self.kind not in ("new", "gone")


class Snapshot(BaseModel):
    """Which kept landing a table was taken from.

    Attributes:
        as_of: its as-of day.
        version: of the result it was kept with.
        reason: why the export was not used: missing, empty, failed, refused or late.
        told: what its report said of it; empty when nothing.
    """

    model_config = ConfigDict(frozen=True)

    as_of: date
    version: str
    reason: Literal["missing", "empty", "failed", "refused", "late"]
    told: str = ""


class TableReport(BaseModel):
    """One table of the exports.

    Attributes:
        table: its key, such as `crm/interactions`.
        status: ok; empty: files without rows; missing: no file; failed: a file cannot be read;
            snapshot: taken from a kept landing, and all else tells of that one's files.
        message: what a person should know; empty when nothing.
        files: its files in the order in which later ones win.
        missing_columns: contract columns that no file has; of a missing table, all.
        unknown_columns: columns that the contract does not know, with a hint where one is close.
        repairs: cells mended, by kind.
        filled: rows and values that landed, by month (YYYY-MM; empty: rows without a time) and
            column; rows are under the empty name.
        drift: columns that are not what they were; as of the export, also where it was not used.
        snapshot: the kept landing it was taken from, if it was.
        parts: where its rows lie.
        context: what else than its files they were made with (`reuse`).
        parents: by parent table, the keys of its parts as they were when references were checked.
    """

    model_config = ConfigDict(frozen=True)

    table: str
    status: Status
    message: str = ""
    files: list[FileReport] = []
    missing_columns: list[str] = []
    unknown_columns: list[str] = []
    repairs: dict[str, int] = {}
    filled: dict[str, dict[str, int]] = {}
    drift: list[Drift] = []
    snapshot: Snapshot | None = None
    parts: tuple[Part, ...] = ()
    context: str = ""
    parents: dict[str, tuple[str, ...]] = {}

    @property
    def read(self) -> int:
        """Rows read from all files."""
        return sum(file.rows_read for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows that landed."""
        return sum(file.accepted for file in self.files)

    @property
    def rejected(self) -> int:
        """Rows that were refused."""
        return sum(file.rejected for file in self.files)

    @property
    def duplicates(self) -> int:
        """Exact and conflicting duplicates."""
        return sum(file.duplicates for file in self.files)


def write_report(landing: Path, contract: TableContract, report: TableReport) -> None:
    """Write a report where `read_report` finds it."""
    path = _path(landing, contract)
    make_way(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    fresh.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def read_report(landing: Path, contract: TableContract) -> TableReport:
    """Read the report of the last landing of a table.

    Raises:
        FileNotFoundError: when the table has not been landed.
    """
    return TableReport.model_validate_json(_path(landing, contract).read_text(encoding="utf-8"))


def _path(landing: Path, contract: TableContract) -> Path:
    return landing / "reports" / f"{contract.name}.json"
