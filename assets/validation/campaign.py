"""Runs the centres of a validation in a few processes and gathers their comparisons."""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from assets.framework_file import framework_of
from assets.validation.centre_run import run_centre
from competency.simulation.settings import SimulationSettings
from competency.validation.comparison import Comparison
from competency.validation.policy_centre import KINDS
from competency.validation.policy_figures import PolicyTest, compare_policies
from competency.validation.scenarios import SCENARIOS, Scenario, runs_of
from competency.validation.weighing import Weighing

# Every process spends its time in one core; the matrices are small.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


Found = Comparison | Weighing | PolicyTest


@dataclass(frozen=True)
class Finished:
    """One centre is done: which, how long it took, how many of how many."""

    scenario: str
    seed: int
    seconds: float
    done: int
    total: int


@dataclass(frozen=True)
class Runs:
    """What was found, by scenario and seed.

    Attributes:
        comparisons: one, or two of people drawn twice.
        weighings: of the scenarios that judge weights.
        policy_tests: of the scenario that follows policies, of all kinds of centre and seeds.
    """

    comparisons: dict[str, list[list[Comparison]]]
    weighings: dict[str, list[Weighing]]
    policy_tests: dict[str, list[PolicyTest]]


def run_campaign(
    *,
    seeds: int,
    agents: int,
    jobs: int,
    scenarios: Sequence[str] = tuple(SCENARIOS),
    tell: Callable[[Finished], None] = lambda finished: None,
) -> Runs:
    """Run every centre of the scenarios.

    Args:
        seeds: repetitions of each scenario.
        agents: people in an ordinary centre.
        jobs: processes at a time.
        scenarios: keys of those to run.
        tell: called after each centre.
    """
    tasks = [
        (key, number, drawing, settings)
        for key, number in runs_of(seeds, tuple(scenarios))
        for drawing, settings in enumerate(SCENARIOS[key].centres(number, agents))
    ]
    # The longest first, so that no process is left alone with one at the end.
    tasks.sort(key=lambda task: -task[3].months * task[3].per_month * task[3].agents)
    found: dict[tuple[str, int, int], Found] = {}
    with (
        tempfile.TemporaryDirectory(prefix="ladder-validate-") as folder,
        ProcessPoolExecutor(
            max_workers=max(1, min(jobs, len(tasks))),
            # A forked child would share DuckDB's and dbt's threads and locks.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_one_thread,
        ) as pool,
    ):
        futures = {}
        for key, number, drawing, settings in tasks:
            future = pool.submit(_run, Path(folder), settings, SCENARIOS[key], drawing)
            futures[future] = (key, number, drawing)
        try:
            for future in as_completed(futures):
                task = futures[future]
                found[task], seconds = future.result()
                tell(Finished(task[0], task[1], seconds, len(found), len(tasks)))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    runs = Runs({}, {}, {})
    for key, number in runs_of(seeds, tuple(scenarios)):
        every = [found[key, number, place] for place in range(len(SCENARIOS[key].centres(number)))]
        compared = [one for one in every if isinstance(one, Comparison)]
        if compared:
            runs.comparisons.setdefault(key, []).append(compared)
        weighed = [one for one in every if isinstance(one, Weighing)]
        if weighed:
            runs.weighings.setdefault(key, []).extend(weighed)
        followed = [one for one in every if isinstance(one, PolicyTest)]
        if followed:
            runs.policy_tests.setdefault(key, []).extend(followed)
    return runs


def _one_thread() -> None:
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))


def _run(
    folder: Path, settings: SimulationSettings, scenario: Scenario, drawing: int
) -> tuple[Found, float]:
    started = time.perf_counter()
    found: Found
    if scenario.policies:
        kind = list(KINDS.values())[drawing]
        framework = framework_of(None).resolved()
        found = compare_policies(framework, kind, settings.agents, settings.seed)
    else:
        found = run_centre(folder / str(os.getpid()), settings, scenario)
    return found, time.perf_counter() - started
