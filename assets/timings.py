"""How long a run's stages and assets took, and their memory, kept beside its work for run.json.

The stages of a finished run follow one another: their seconds add up to those of the run.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assets.private_files import private_folder

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


def read_timings(work: Path) -> dict[str, Any]:
    """Read `stages`, seconds by stage, and `assets`, seconds and memory by asset.

    And `began`, where the run has said so: what the clock of this process showed then.
    """
    path = work / "timings.json"
    known: dict[str, Any] = {"stages": {}, "assets": {}}
    # A run that was killed while it wrote leaves half a file: its figures are of no use.
    with suppress(FileNotFoundError, ValueError):
        known |= json.loads(path.read_text(encoding="utf-8"))
    return known


def forget_timings(work: Path, began: float | None = None) -> None:
    """Begin anew: figures are those of one run.

    Args:
        work: folder of the run's working files.
        began: when the run did, by `time.perf_counter`; None: it does now.
    """
    (work / "timings.json").unlink(missing_ok=True)
    _write(work, read_timings(work) | {"began": time.perf_counter() if began is None else began})


def final_timings(work: Path) -> dict[str, Any]:
    """Timings for run.json: stages one after another, and the `seconds` of all of them.

    A stage of several assets takes what these took as Dagster saw it. What is left of the time is
    Dagster's own: planning, events, and telling its pages what dbt did.
    """
    known = read_timings(work)
    began, stages = known.pop("began", None), known["stages"]
    if began is None:  # not by a run: `rebuild` takes some of the steps
        return known
    by_steps: dict[str, float] = {}
    for asset, took in known["assets"].items():
        stage = stage_of(asset)
        if stage is not None:
            by_steps[stage] = by_steps.get(stage, 0.0) + took["seconds"]
    stages |= {stage: round(seconds, 3) for stage, seconds in by_steps.items()}
    seconds = time.perf_counter() - began
    stages["dagster"] = round(max(seconds - sum(stages.values()), 0.0), 3)
    return known | {"stages": stages, "seconds": round(seconds, 3)}


def stage_of(asset: str) -> str | None:
    """Name the stage that an asset or check belongs to; None: it notes its stages by itself.

    >>> [stage_of(one) for one in ("landing/crm_agents", "run_context", "landed_as_usual",
    ...                            "published/report", "dbt_models")]
    ['landing', 'landing', 'expectations', 'report', None]
    """
    folder, _, name = asset.rpartition("/")
    if folder == "published":
        return name
    if name.endswith(("_landed_as_agreed", "landed_as_usual", "_columns_as_before")):
        return "expectations"
    return None if name == "dbt_models" else "landing"


def _write(work: Path, known: dict[str, Any]) -> None:
    private_folder(work)
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
