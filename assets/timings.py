"""How long the stages of a run took, kept beside its working files for run.json."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def timed(work: Path, stage: str) -> Iterator[None]:
    """Add the wall seconds of the block to a stage."""
    began = time.perf_counter()
    yield
    note(work, stage, time.perf_counter() - began)


def note(work: Path, stage: str, seconds: float) -> None:
    """Add seconds to a stage."""
    path = work / "timings.json"
    known = read_timings(work)
    known[stage] = round(known.get(stage, 0.0) + seconds, 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known), encoding="utf-8")


def read_timings(work: Path) -> dict[str, float]:
    """Seconds by stage; empty before the first stage has ended."""
    path = work / "timings.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
