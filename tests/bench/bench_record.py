"""The results of a campaign: a JSON object a line, one for each process that was measured."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from bench_centre import Centre
from bench_process import Measured
from bench_run import Stage, up_to_marts

ROOT = Path("build/bench")
RESULTS = ROOT / "results"


@dataclass(frozen=True)
class Case:
    """What a process had to work on.

    Attributes:
        part: `full`, `increment` or `growth`.
        form: `csv` or `parquet`.
        centre: how large.
        axis: of growth, what is varied.
    """

    part: str
    form: str
    centre: Centre
    axis: str = ""

    def folder(self, kind: str = "data") -> Path:
        """Where its files are."""
        return ROOT / kind / f"{self.part}-{self.form}-{self.centre.name}"


class Recorder:
    """Writes results as they come, and says on the terminal what they are.

    Args:
        path: the file of this session.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(
        self,
        case: Case,
        task: str,
        repeat: int,
        measured: Measured,
        stages: dict[str, Stage] | None = None,
        **more: Any,
    ) -> None:
        """Write what a process took."""
        line: dict[str, Any] = {
            "wall": round(measured.wall, 3),
            "cpu": round(measured.cpu, 3),
            "peak_mib": round(measured.peak_mib, 1),
            "peak_sum_mib": round(measured.peak_sum_mib, 1),
        }
        if stages:
            line["stages"] = {name: _rounded(stage) for name, stage in stages.items()}
            line["to_marts"] = _rounded(up_to_marts(stages))
        self._append(case, task, repeat, line | more)
        print(
            f"{case.part:9} {case.form:7} {case.centre.name:24} {task:14} #{repeat} "
            f"{measured.wall:8.2f} s {measured.cpu:8.2f} s CPU {measured.peak_sum_mib:8,.0f} MiB",
            flush=True,
        )

    def fail(self, case: Case, task: str, repeat: int, error: Exception) -> None:
        """Write that a process came to nothing; its figures will be missing."""
        self._append(case, task, repeat, {"failed": str(error)[-2000:]})
        told = f"{case.part} {case.form} {case.centre.name} {task} #{repeat} FAILED: {error}"
        print(told, file=sys.stderr, flush=True)

    def note(self, case: Case, task: str, **facts: Any) -> None:
        """Write facts that are no time, such as bytes of files."""
        self._append(case, task, -1, facts)

    def _append(self, case: Case, task: str, repeat: int, line: dict[str, Any]) -> None:
        centre = {k: v for k, v in asdict(case.centre).items() if k != "end"}
        told = {
            "session": self.path.stem,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "part": case.part,
            "form": case.form,
            "axis": case.axis,
            **centre,
            "task": task,
            "repeat": repeat,
            **line,
            "load": round(os.getloadavg()[0], 2),
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def read_results(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """All lines of some sessions; of a case that several have, those of the last one."""
    lines = [
        json.loads(line)
        for path in sorted(paths)
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    last: dict[tuple[Any, ...], str] = {}
    for line in lines:
        last[case_of(line)] = max(last.get(case_of(line), ""), line["session"])
    return [line for line in lines if line["session"] == last[case_of(line)]]


def case_of(line: dict[str, Any]) -> tuple[Any, ...]:
    """What results must share to be compared with each other.

    Points of a growth curve share its axis; all else has the same size.
    """
    if line["part"] in ("growth", "machine"):
        return line["part"], line["form"], line["axis"]
    sizes = (line[name] for name in ("interactions", "agents", "months", "courses"))
    return line["part"], line["form"], *sizes


def machine() -> dict[str, Any]:
    """What the figures depend on: processor, memory, versions, code."""
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()
    wanted = {
        "duckdb",
        "dbt-core",
        "dbt-duckdb",
        "dagster",
        "pandas",
        "polars",
        "pyarrow",
        "ladder",
    }
    site = [*sys.path, str(ROOT / "site")]
    versions = {
        str(one.metadata["Name"]).lower(): one.version
        for one in distributions(path=site)
        if str(one.metadata["Name"]).lower() in wanted
    }
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory[1]) / 2**20, 1),
        "python": platform.python_version(),
        "versions": dict(sorted(versions.items())),
        "commit": commit.stdout.strip(),
    }


def _rounded(stage: Stage) -> dict[str, float]:
    return {name: round(value, 3) for name, value in asdict(stage).items()}
