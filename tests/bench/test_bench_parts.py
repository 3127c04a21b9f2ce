"""A campaign's order: processes in turns, days added one by one, failures that end nothing."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bench_parts
import bench_record
import pytest
from bench_centre import Centre, write_centre
from bench_parts import Plan, measure_growth, measure_increment
from bench_process import CommandError, Measured
from bench_record import Case, Recorder
from bench_work import files_of

MEASURED = Measured(1.0, 2.0, 3.0, 4.0, "0.5\n", [])
PLAN = Plan((600,), ("csv",), 2, 6, 1, 6, 600, 300, 2, by_hand_up_to=600, pandas_up_to=600)


@dataclass
class Stage:
    """A campaign whose processes only say that they ran.

    Attributes:
        recorder: writes into a folder of the test's.
        ran: works and runs in their order, a run with the days of interactions that it saw.
    """

    recorder: Recorder
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.recorder.path.read_text().splitlines()]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    acted = Stage(Recorder(tmp_path / "results/now.jsonl"))
    for module in (bench_parts, bench_record):
        monkeypatch.setattr(module, "ROOT", tmp_path)

    def generate(folder: Path, case: Case, *options: str) -> None:
        told = dict(zip(options[::2], options[1::2], strict=True))
        day = told.get("--only-day")
        layout = told.get("--layout", "one")
        write_centre(folder, case.centre, case.form, layout, None if day is None else int(day))

    def work(case: Case, engine: str, task: str) -> bench_parts.Taken:
        acted.ran.append((engine, task))
        if engine == "polars":
            raise CommandError("no memory left")
        return MEASURED, None, {"work_seconds": 0.5}

    def run(exports: Path, out: Path) -> bench_parts.Taken:
        days = [path.stem.rpartition("_")[2] for path in files_of(exports, "crm/interactions")]
        acted.ran.append(("ladder", out.name if out.exists() else "", str(len(days)), days[-1]))
        out.mkdir(parents=True, exist_ok=True)
        return MEASURED, None, {}

    monkeypatch.setattr(bench_parts, "_generate", generate)
    monkeypatch.setattr(bench_parts, "_work", work)
    monkeypatch.setattr(bench_parts, "_run", run)
    monkeypatch.setattr(bench_parts, "_compare", lambda *_: None)
    return acted


def test_processes_run_in_turns_and_a_failure_ends_nothing(stage: Stage) -> None:
    bench_parts.measure_full(PLAN, stage.recorder)
    turn = [one[:2] for one in stage.ran]
    assert turn[: len(turn) // 2] == turn[len(turn) // 2 :]
    assert [one[0] for one in turn[:9]] == ["duckdb"] * 4 + ["polars", "pandas"] + ["ladder"] * 3
    failed = [line for line in stage.lines() if "failed" in line]
    assert [line["task"] for line in failed] == ["polars_cells"] * 2
    fixed = [line for line in stage.lines() if line["task"] == "ladder_fixed"]
    assert [line["repeat"] for line in fixed] == [0, 1]
    assert all(one[1] == "" for one in stage.ran if one[0] == "ladder"), "into an empty folder"


def test_above_its_limit_pandas_is_left_out(stage: Stage) -> None:
    bench_parts.measure_full(replace(PLAN, pandas_up_to=599), stage.recorder)
    assert not any(one[0] == "pandas" for one in stage.ran)


def test_above_its_limit_all_work_by_hand_is_left_out(stage: Stage) -> None:
    bench_parts.measure_full(replace(PLAN, by_hand_up_to=599), stage.recorder)
    assert {one[0] for one in stage.ran} == {"duckdb", "ladder"}
    assert not any("cells" in line["task"] or line["task"] == "equal" for line in stage.lines())


def test_days_are_added_one_by_one_beside_themselves_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_parts, "INCREMENT_MONTHS", 1)
    measure_increment(PLAN, stage.recorder)
    seen = [(one[1] != "", one[2], one[3]) for one in stage.ran]
    assert seen == [
        (False, "28", "2025-12-28"),
        (True, "29", "2025-12-29"),
        (True, "30", "2025-12-30"),
        (False, "1", "2025-12-30"),
        (True, "31", "2025-12-31"),
        (False, "1", "2025-12-31"),
    ]
    tasks = [line["task"] for line in stage.lines()]
    assert tasks == ["history", "first_day", *["day_on_history", "day_alone"] * 2]


def test_growth_varies_one_thing(stage: Stage) -> None:
    measure_growth(PLAN, stage.recorder)
    by_axis: dict[str, set[tuple[int, ...]]] = {}
    for line in stage.lines():
        if line["task"] == "ladder":
            others = {"interactions", "agents", "months", "courses"} - {line["axis"]}
            by_axis.setdefault(line["axis"], set()).add(tuple(line[one] for one in sorted(others)))
    assert len(by_axis) == 4
    assert all(len(found) == 1 for found in by_axis.values())


def test_a_plan_is_set_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIZES", "1e7 5e7")
    monkeypatch.setenv("REPEATS", "5")
    monkeypatch.delenv("FORMATS", raising=False)
    plan = Plan.from_environment()
    assert (plan.sizes, plan.repeats) == ((10_000_000, 50_000_000), 5)
    assert plan.forms == ("parquet", "csv")
    assert (plan.increment, plan.growth) == (10_000_000, 2_500_000)
    assert plan.centre(7) == Centre(7, plan.agents, plan.months, plan.courses)
