"""What a campaign measures: full runs beside the floor, a day's increment, and growth."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from bench_centre import Centre, day_file
from bench_equality import DifferentError, require_equal
from bench_process import CommandError, Measured, measure
from bench_record import ROOT, Case, Recorder
from bench_run import Stage, clear, run_ladder, size_of
from bench_tables import BY_TABLE
from bench_work import ENGINES, Thresholds

from competency.loading import load_framework

PYTHON = ".venv/bin/python"
HERE = Path(__file__).parent
#: A process measured, a run's stages, and what else is to be known.
Taken = tuple[Measured, dict[str, Stage] | None, dict[str, Any]]
#: As few of everything as can be scored: what a run costs when there is nothing to do.
TINIEST = Centre(100, agents=6, months=1, courses=6)
INCREMENT_MONTHS = 24
#: A run with history may look for what it kept, so its first day is not counted.
FIRST_DAYS = 1


@dataclass(frozen=True)
class Plan:
    """What to measure; `docs/benchmarks.md` says how each is set.

    Attributes:
        sizes: interactions of the full runs.
        forms: `csv`, `parquet`.
        repeats: of every process.
        agents: of the centres.
        months: of the centres of full runs and growth.
        courses: of the centres.
        increment: interactions in the two years to which days are added.
        growth: interactions of the smallest point of the growth curves.
        growth_repeats: of every point.
        by_hand_up_to: Polars holds all in memory: no work by hand above so many interactions.
        pandas_up_to: pandas holds it several times: no more interactions than these.
    """

    sizes: tuple[int, ...]
    forms: tuple[str, ...]
    repeats: int
    agents: int
    months: int
    courses: int
    increment: int
    growth: int
    growth_repeats: int
    by_hand_up_to: int
    pandas_up_to: int

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read it from the variables that `make bench` passes on."""
        sizes = tuple(int(float(size)) for size in _given("SIZES", "1e6").split())
        return cls(
            sizes=sizes,
            forms=tuple(_given("FORMATS", "parquet csv").split()),
            repeats=int(_given("REPEATS", "3")),
            agents=int(_given("AGENTS", "1000")),
            months=int(_given("MONTHS", "12")),
            courses=int(_given("COURSES", "60")),
            increment=int(float(_given("INCREMENT", str(sizes[0])))),
            growth=int(float(_given("GROWTH", str(sizes[0] // 4)))),
            growth_repeats=int(_given("GROWTH_REPEATS", "1")),
            by_hand_up_to=int(float(_given("BY_HAND_UP_TO", "2e7"))),
            pandas_up_to=int(float(_given("PANDAS_UP_TO", "1e6"))),
        )

    def centre(self, interactions: int) -> Centre:
        """A centre of the plan's people, months and courses."""
        return Centre(interactions, self.agents, self.months, self.courses)


def measure_full(plan: Plan, recorder: Recorder) -> None:
    """Whole runs, each beside the floor and the work by hand, one after the other, in turns."""
    for form in plan.forms:
        for size in plan.sizes:
            case = Case("full", form, plan.centre(size))
            almost_nothing = replace(case, centre=plan.centre(max(1, size // 1000)))
            tiniest = replace(case, centre=TINIEST)
            for one in (case, almost_nothing, tiniest):
                _write(one)
            recorder.note(case, "files", bytes=size_of(case.folder()))
            engines = {
                (engine, work): f"{engine}_{work}" if work == "cells" else work
                for engine, works in ENGINES.items()
                for work in works
                if (work != "cells" or size <= plan.by_hand_up_to)
                and (engine != "pandas" or size <= plan.pandas_up_to)
            }
            for repeat in range(plan.repeats):
                for (engine, work), task in engines.items():
                    _try(recorder, case, task, repeat, partial(_work, case, engine, work))
                for task, data in (
                    ("ladder", case),
                    ("ladder_fixed", almost_nothing),
                    ("ladder_tiniest", tiniest),
                ):
                    out = clear(case.folder("out"))
                    _try(recorder, case, task, repeat, partial(_run, data.folder(), out))
                    if task == "ladder" and repeat == 0 and size <= plan.by_hand_up_to:
                        _compare(recorder, case, out)
            clear(case.folder("out"))
            clear(case.folder("work"))
            clear(case.folder())


def measure_increment(plan: Plan, recorder: Recorder) -> None:
    """Days added to two years of daily files, each beside the same day without history."""
    centre = Centre(plan.increment, plan.agents, INCREMENT_MONTHS, plan.courses)
    for form in plan.forms[:1]:
        case = Case("increment", form, centre)
        # Always anew: a campaign that was stopped may have moved days out of it.
        exports, later, out = clear(case.folder()), case.folder("later"), clear(case.folder("out"))
        _write(case, "--layout", "days")
        days = range(centre.days - plan.repeats - FIRST_DAYS, centre.days)
        _move_days(case, exports, clear(later), days)
        _try(recorder, case, "history", 0, partial(_run, exports, out))
        for place, day in enumerate(days):
            repeat = place - FIRST_DAYS
            _move_days(case, later, exports, [day])
            alone = clear(case.folder("alone"))
            _generate(alone, case, "--only-day", str(day))
            for task, data, into in (
                ("day_on_history", exports, out),
                ("day_alone", alone, clear(case.folder("alone_out"))),
            ):
                if repeat >= 0:
                    _try(recorder, case, task, repeat, partial(_run, data, into))
                elif task == "day_on_history":
                    _try(recorder, case, "first_day", 0, partial(_run, data, into))
        for kind in ("data", "later", "out", "alone", "alone_out", "work"):
            clear(case.folder(kind))


def measure_growth(plan: Plan, recorder: Recorder) -> None:
    """Runs of centres that differ in one thing only."""
    base = plan.centre(plan.growth)
    axes = {
        "interactions": [replace(base, interactions=plan.growth * k) for k in (1, 2, 4, 8)],
        "agents": [replace(base, agents=max(12, plan.agents // k)) for k in (8, 4, 2, 1)],
        "months": [replace(base, months=months) for months in (3, 6, 12, 24)],
        "courses": [replace(base, courses=plan.courses * k) for k in (1, 2, 4, 8)],
    }
    form = plan.forms[0]
    for axis, centres in axes.items():
        fixed = replace(base, interactions=max(1, plan.growth // 1000))
        points = [("ladder", centre) for centre in centres]
        points.append(
            ("ladder_fixed", fixed) if axis == "interactions" else ("ladder_tiniest", TINIEST)
        )
        for repeat in range(plan.growth_repeats):
            for task, centre in points:
                case = Case("growth", form, centre, axis)
                _write(case)
                out = clear(case.folder("out"))
                _try(recorder, case, task, repeat, partial(_run, case.folder(), out))
                clear(out)
        for _, centre in points:
            clear(Case("growth", form, centre).folder())


PARTS: dict[str, Callable[[Plan, Recorder], None]] = {
    "full": measure_full,
    "increment": measure_increment,
    "growth": measure_growth,
}


def thresholds_of(centre: Centre) -> Thresholds:
    """What the shipped configuration holds measures against, seen from a centre's last day."""
    shipped = load_framework()
    return Thresholds(
        response_seconds={k: float(v) for k, v in shipped.first_response_seconds.items()},
        closure_hours=shipped.closure_hours,
        satisfied_from=shipped.satisfied_from,
        promoter_from=shipped.promoter_from,
        repeat_days=shipped.repeat_contact_days,
        ends_at=datetime.combine(centre.end, time.min),
    )


def _given(name: str, default: str) -> str:
    return os.environ.get(name, "") or default


def _write(case: Case, *options: str) -> None:
    """Write the files of a case, unless they are there, made by the same generator."""
    maker = "".join((HERE / f"bench_{name}.py").read_text() for name in ("centre", "tables"))
    done = case.folder() / ".written"
    if not done.exists() or done.read_text() != maker:
        _generate(clear(case.folder()), case, *options)
        done.write_text(maker)


def _generate(folder: Path, case: Case, *options: str) -> None:
    # A process of its own: memory that this one has held would be counted for its children.
    centre = case.centre
    command = [
        PYTHON,
        str(HERE / "bench_centre.py"),
        str(folder),
        str(centre.interactions),
        "--agents",
        str(centre.agents),
        "--months",
        str(centre.months),
        "--courses",
        str(centre.courses),
        "--form",
        case.form,
        *options,
    ]
    folder.parent.mkdir(parents=True, exist_ok=True)
    measure(command, log=ROOT / "generator.log")


def _work(case: Case, engine: str, work: str) -> Taken:
    out = case.folder("work") / f"{engine}-{work}"
    command = [
        PYTHON,
        str(HERE / "bench_work.py"),
        engine,
        work,
        str(case.folder()),
        str(out),
        thresholds_of(case.centre).json(),
    ]
    # Only here is there what the environment of the benchmarks adds: a run must not see it.
    site = {"PYTHONPATH": str((ROOT / "site").resolve())} if engine != "duckdb" else {}
    measured = measure(command, environment=site, log=ROOT / "work.log")
    return measured, None, {"work_seconds": round(float(measured.out.split()[-1]), 3)}


def _run(exports: Path, out: Path) -> Taken:
    measured, stages = run_ladder(exports, out, ROOT / "run.log")
    folders = ("landing", "warehouse.duckdb")
    bytes_of = {f"{name.split('.')[0]}_bytes": size_of(out / "work" / name) for name in folders}
    return measured, stages, bytes_of | {"result_bytes": size_of((out / "current").resolve())}


def _try(recorder: Recorder, case: Case, task: str, repeat: int, do: Callable[[], Taken]) -> None:
    """Measure; one that fails, as for want of memory, is on record and ends nothing."""
    try:
        measured, stages, more = do()
    except CommandError as error:
        recorder.fail(case, task, repeat, error)
    else:
        recorder.write(case, task, repeat, measured, stages, **more)


def _compare(recorder: Recorder, case: Case, out: Path) -> None:
    """Require that everybody made the same cells: figures for other work would say nothing."""
    done = sorted(case.folder("work").glob("*-cells/cells.parquet"))
    warehouse = out / "work" / "warehouse.duckdb"
    try:
        for other in done[1:]:
            require_equal(done[0], other)
        count = require_equal(done[0], "intermediate.int_interaction_cells", warehouse)
        recorder.note(case, "equal", cells=count, ways=len(done) + 1)
    except (DifferentError, duckdb.Error, IndexError) as error:
        recorder.fail(case, "equal", -1, error)


def _move_days(case: Case, source: Path, target: Path, days: Iterable[int]) -> None:
    for day in days:
        for table in BY_TABLE:
            name = f"{day_file(case.centre, table, day)}.{case.form}"
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).rename(target / name)
