"""How long a run's stages and assets took, and their memory, kept beside its work for run.json."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@contextmanager
def timed(work: Path, stage: str) -> Iterator[None]:
    """Add the wall seconds of the block to a stage."""
    began = time.perf_counter()
    yield
    note(work, stage, time.perf_counter() - began)


def note(work: Path, stage: str, seconds: float) -> None:
    """Add seconds to a stage."""
    known = read_timings(work)
    known["stages"][stage] = round(known["stages"].get(stage, 0.0) + seconds, 3)
    _write(work, known)


def note_asset(work: Path, asset: str, seconds: float, peak_mib: int | None) -> None:
    """Say how long an asset took and the most memory this process held meanwhile.

    Args:
        work: folder of the run's working files.
        asset: its key, such as `landing/crm_agents`.
        seconds: wall seconds.
        peak_mib: mebibytes; None where the system does not tell.
    """
    known = read_timings(work)
    known["assets"][asset] = {"seconds": round(seconds, 3), "peak_mib": peak_mib}
    _write(work, known)


def read_timings(work: Path) -> dict[str, dict[str, Any]]:
    """Read `stages`, seconds by stage, and `assets`, seconds and memory by asset."""
    path = work / "timings.json"
    known: dict[str, dict[str, Any]] = {"stages": {}, "assets": {}}
    # A run that was killed while it wrote leaves half a file: its figures are of no use.
    with suppress(FileNotFoundError, ValueError):
        known |= json.loads(path.read_text(encoding="utf-8"))
    return known


def forget_timings(work: Path) -> None:
    """Begin anew: figures are those of one run."""
    (work / "timings.json").unlink(missing_ok=True)


def _write(work: Path, known: dict[str, dict[str, Any]]) -> None:
    work.mkdir(parents=True, exist_ok=True)
    (work / "timings.json").write_text(json.dumps(known), encoding="utf-8")


def forget_peak() -> None:
    """Measure the peak of memory from now on, where the system can."""
    with suppress(OSError):
        _CLEAR.write_text("5", encoding="ascii")


def peak_mib() -> int | None:
    """Tell the most memory this process held since `forget_peak`, in mebibytes.

    Resident memory, of this process alone; None on systems without /proc.
    """
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"), re.M)
        return round(int(found[1]) / 1024) if found else None
    return None
