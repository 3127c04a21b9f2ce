"""What went wrong in a run: all of it for the terminal, and what logs and alerts may hold of it.

Messages of errors may quote rows, and rows are about people. Logs and alerts therefore get the
error's kind and its place in the code, and words only where they are known to quote nothing.
"""

import re
from dataclasses import dataclass
from typing import Any

from assets.run_settings import PROJECT_ROOT

#: Errors of our own whose messages speak of files, folders and days alone.
OF_FOLDERS = {
    "AnotherRunError",
    "ArchiveError",
    "DamagedResult",
    "KeysError",
    "NoEvidenceError",
    "NothingToFreezeError",
    "StoreError",
    "SuiteError",
}
#: Errors of configurations, mapping files and records, by which a run is refused.
OF_RULES = {
    "AppealRecordError",
    "CompetencyError",
    "ConfigError",
    "ErasureError",
    "MappingError",
    "OverrideRecordError",
    "RecordError",
    "SealError",
    "WaveError",
}
#: What the system says of a full disk, whoever passes it on.
DISK_FULL = "No space left on device"
_OURS = re.compile(r'File "[^"]*?((?:assets|competency|pipelines)/[^"]+)", line (\d+)')
# Errors in which Dagster wraps those of assets.
_DAGSTERS = ("Dagster", "RetryRequested")
_NAMED = re.compile(r"^(\w+): ", re.MULTILINE)
_SYSTEM = re.compile(r"\[Errno \d+\] ([^:]+)")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One thing that went wrong.

    Attributes:
        asset: key of the asset, such as `published/report`; empty: before or after all assets.
        error: name of the error's class.
        place: file and line of our code where it came up; empty where none is known.
        told: words that quote no row; empty where there are none.
        words: the whole message, for the terminal of who started the run only.
    """

    asset: str
    error: str
    place: str
    told: str
    words: str

    @property
    def code(self) -> str:
        """The alert it calls for."""
        if self.told == DISK_FULL:
            return "disk_full"
        if self.error == "AnotherRunError":
            return "another_run"
        if self.error in OF_RULES:
            return "run_refused"
        return "publication_failed" if self.asset.startswith("published/") else "run_failed"

    @property
    def detail(self) -> str:
        """One line for logs and alerts."""
        where = ": ".join(filter(None, (self.asset, self.error)))
        return where + (f" at {self.place}" if self.place else "") + _after(self.told)


def failure_of(error: Any, asset: str = "") -> Failure:
    """Describe an error as Dagster records it (`SerializableErrorInfo`), less its own around it."""
    while error.cause is not None and (error.cls_name or "").startswith(_DAGSTERS):
        error = error.cause
    deepest = error
    while deepest.cause is not None:
        deepest = deepest.cause
    # Dagster writes `module.Class: message`; the class says nothing to people.
    words = re.sub(r"^[\w.]+: ", "", error.message.strip())
    found = [match for line in error.stack for match in _OURS.finditer(line)]
    place = f"{found[-1][1]}:{found[-1][2]}" if found else ""
    kind = error.cls_name or "Error"
    told = DISK_FULL if DISK_FULL in deepest.message else _told(kind, words)
    return Failure(asset=asset, error=kind, place=place, told=told, words=words)


def failure_of_exception(error: BaseException) -> Failure:
    """Describe an error that was raised outside the assets."""
    kind, words = type(error).__name__, str(error)
    return Failure(asset="", error=kind, place="", told=_told(kind, words), words=words)


def _told(kind: str, words: str) -> str:
    if DISK_FULL in words:
        return DISK_FULL
    if kind in OF_FOLDERS:
        return words
    if kind == "DbtError":
        models = {path.stem for path in (PROJECT_ROOT / "dbt_project").rglob("*.[sp][qy]*")}
        return ", ".join(name for name in _NAMED.findall(words) if name in models)
    system = _SYSTEM.match(words)
    return system[1] if system else ""


def _after(told: str) -> str:
    return f": {told}" if told else ""
