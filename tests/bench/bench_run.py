"""One `ladder run` as a whole process, and its stages by the log it keeps."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench_process import Measured, cpu_between, measure, peak_between

LADDER = Path(".venv/bin/ladder")
#: Stages in their order. `context` is what happens between landing and dbt, and `publish` the
#: switch at the end. Up to `marts`, all is needed before anybody can read a figure.
STAGES = [
    "start_up",
    "landing",
    "expectations",
    "context",
    "dbt",
    "marts",
    "delivery",
    "report",
    "publish",
]
AFTER_MARTS = ["delivery", "report", "publish"]


@dataclass(frozen=True)
class Stage:
    """What a stage took.

    Attributes:
        wall: seconds.
        cpu: seconds of processor time.
        peak_mib: most resident memory seen, of all processes together.
    """

    wall: float
    cpu: float
    peak_mib: float


def run_ladder(exports: Path, out: Path, log: Path) -> tuple[Measured, dict[str, Stage]]:
    """Run it, and split its time into stages that add up to all of it.

    Args:
        exports: folder of the exports.
        out: the output folder; what is in it stands.
        log: receives what it says on stderr.

    Raises:
        CommandError: nothing was published.
    """
    measured = measure([str(LADDER), "run", "--exports", str(exports), "--out", str(out)], log=log)
    newest = max((out / "logs").glob("run-*.jsonl"))
    lines = [json.loads(line) for line in newest.read_text(encoding="utf-8").splitlines()]
    return measured, stages_of(lines, measured)


def stages_of(lines: list[dict[str, str]], measured: Measured) -> dict[str, Stage]:
    """Split a run at the starts of its assets.

    An asset lasts until the next one starts, so that nothing between them is lost; before the
    first is start-up, and the last lasts until the process has ended.

    Args:
        lines: those of the run's log.
        measured: the same run from outside.
    """
    starts = [(_moment(line), line["asset"]) for line in lines if line["event"] == "asset_start"]
    began, ended = measured.looks[0].at, measured.looks[-1].at
    bounds = [(began, "start_up"), *((at, stage_of(asset)) for at, asset in starts)]
    ends = [at for at, _ in bounds[1:]] + [ended]
    found: dict[str, Stage] = {}
    for (start, name), end in zip(bounds, ends, strict=True):
        before = found.get(name, Stage(0.0, 0.0, 0.0))
        found[name] = Stage(
            before.wall + (end - start).total_seconds(),
            before.cpu + cpu_between(measured.looks, start, end),
            max(before.peak_mib, peak_between(measured.looks, start, end)),
        )
    return {name: found[name] for name in STAGES if name in found}


def stage_of(asset: str) -> str:
    """Name the stage of an asset.

    >>> stage_of("landing/crm_agents"), stage_of("landing/crm_agents_landed_as_agreed")
    ('landing', 'expectations')
    >>> stage_of("run_context"), stage_of("dbt_models"), stage_of("published/current")
    ('context', 'dbt', 'publish')
    """
    if asset.startswith("dbt"):
        return "dbt"
    if asset.startswith("published/"):
        name = asset.removeprefix("published/")
        return name if name in STAGES else "publish"
    if asset.endswith(("_landed_as_agreed", "_columns_as_before", "landed_as_usual")):
        return "expectations"
    systems = (
        "landing/crm_",
        "landing/qa_",
        "landing/lms_",
        "landing/rejected",
        "landing/erasures",
    )
    return "landing" if asset.startswith(systems) else "context"


def up_to_marts(stages: dict[str, Stage]) -> Stage:
    """Everything before the marts are published; pages and delivery are not in it."""
    needed = [stage for name, stage in stages.items() if name not in AFTER_MARTS]
    return Stage(
        sum(stage.wall for stage in needed),
        sum(stage.cpu for stage in needed),
        max(stage.peak_mib for stage in needed),
    )


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; those under several names count once."""
    found = [path] if path.is_file() else path.rglob("*")
    states = [one.stat() for one in found if one.is_file() and not one.is_symlink()]
    return sum({(state.st_dev, state.st_ino): state.st_size for state in states}.values())


def clear(folder: Path) -> Path:
    """Remove a folder and all in it; returns it."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _moment(line: dict[str, str]) -> datetime:
    return datetime.fromisoformat(line["ts"])
