"""What one run is asked to do and where its files lie. The environment: pipelines.settings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from assets.keys import key_file

PROJECT_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """Inputs and folders of a run.

    Attributes:
        exports: Folder with the `crm`, `qa` and `lms` exports.
        out: Folder that receives `current/`, `versions/` and the working files.
        config: The analyst's framework file; None for the one that ships.
        mapping: Mapping file, or the name of a shipped one; None for contract files.
        as_of: Last day that may be seen; None for the latest event in the exports.
        keep_versions: How many published versions stay beside the current one.
        freeze: Why tiers and assignments stay as they are published; None: they do not.
        keys_file: The key file; None for where `keys.key_file` says.

    >>> settings = RunSettings(exports=Path("in"), out=Path("result"))
    >>> settings.landing.as_posix()
    'result/work/landing'
    """

    exports: Path
    out: Path
    config: Path | None = None
    mapping: str | None = None
    as_of: date | None = None
    keep_versions: int = 3
    freeze: str | None = None
    keys_file: Path | None = None

    @property
    def work(self) -> Path:
        """Files of the run in progress; nothing here is published."""
        return self.out / "work"

    @property
    def current(self) -> Path:
        """The published result: a link to one of the versions."""
        return self.out / "current"

    @property
    def landing(self) -> Path:
        """Validated exports as Parquet."""
        return self.work / "landing"

    @property
    def keys(self) -> Path:
        """The key file: made by the first run, for its owner alone."""
        return self.keys_file or key_file(self.out)

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that dbt builds."""
        return self.work / "warehouse.duckdb"

    @property
    def staged(self) -> Path:
        """The next version, complete before it is switched in."""
        return self.work / "next"

    @property
    def dbt_target(self) -> Path:
        """Where dbt keeps its manifest and parse cache."""
        return self.work / "dbt"

    @property
    def dbt_project(self) -> Path:
        """The dbt project of this checkout."""
        return PROJECT_ROOT / "dbt_project"


def horizon(as_of: date | None = None) -> datetime:
    """Nothing has happened after tomorrow, whatever the time zone; or after a later as-of day."""
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    if as_of is None:
        return tomorrow
    return max(tomorrow, datetime.combine(as_of, time.max))
