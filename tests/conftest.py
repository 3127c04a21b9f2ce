"""What several suites share: a small made-up centre, written once a session."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assets.sample_exports import write_sample
from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings
from competency.validation.comparison import Comparison, best_line
from competency.validation.policy_centre import KINDS
from competency.validation.policy_figures import COMPARED, Outcome, PolicyTest
from competency.validation.weighing import Weighing


@pytest.fixture(scope="session")
def small_centre() -> Centre:
    """Twenty agents, five months: enough for every table to have rows."""
    return simulate_centre(SimulationSettings(agents=20, months=5, per_month=20, seed=3))


@pytest.fixture(scope="session")
def small_exports(small_centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small centre's exports in all their file forms; do not change them."""
    folder = tmp_path_factory.mktemp("centre")
    write_sample(small_centre, folder, truth=folder.parent / "truth")
    return folder


@pytest.fixture
def exports_copy(small_exports: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the small centre's exports to spoil."""

    def copy() -> Path:
        return Path(shutil.copytree(small_exports, tmp_path / "exports"))

    return copy


@pytest.fixture(scope="session")
def made_up_comparison() -> Callable[..., Comparison]:
    """A centre judged, from normal numbers: scores 50 + 15 x belief, intervals as they should be.

    The truth has variance 1 and stays; `noise` is the error of what is seen, of which the score is
    the posterior mean. `overrides` replace fields.
    """

    def make(
        *,
        agents: int = 200,
        months: int = 6,
        noise: float = 0.5,
        seed: int = 1,
        draw: int = 0,
        bias: float = 0.0,
        **overrides: object,
    ) -> Comparison:
        rng, drawn = np.random.default_rng(seed), np.random.default_rng([seed, 1 + draw])
        dims = 6
        ability = np.repeat(rng.standard_normal((agents, 1, dims)) * np.sqrt(dims), months, axis=1)
        truth = ability.mean(axis=2)
        hardness = truth[:, 0] + rng.standard_normal(agents)
        seen = truth + noise * drawn.standard_normal((agents, 1)) - bias * hardness[:, None]
        shrink = 1 / (1 + noise**2)
        composite = 50 + 15 * shrink * seen
        error = np.full_like(composite, 15 * np.sqrt(1 - shrink))
        score = 50 + 15 * (ability + drawn.standard_normal((agents, 1, dims)))
        raw = truth[:, 0] + 2 * noise * drawn.standard_normal(agents)
        slope, intercept = best_line(composite[:, -1], truth[:, -1])
        raw_slope, raw_intercept = best_line(raw, truth[:, -1])
        cuts = np.array([-1.0, -0.3, 0.4, 1.0])
        tier = 1.0 + np.searchsorted(cuts, (composite - 50) / 15)
        values: dict[str, object] = {
            "agents": tuple(f"A{number:03d}" for number in range(agents)),
            "truth": truth,
            "ability": ability,
            "composite": composite,
            "std_error": error,
            "score": score,
            "score_error": np.full_like(score, 15.0),
            "volume": np.repeat(drawn.permutation(agents)[:, None] + 1.0, months, axis=1),
            "tier": tier,
            "composite_tier": tier,
            "raw": raw,
            "raw_score": ability[:, 0] + 2 * drawn.standard_normal((agents, dims)),
            "told": truth[:, 0] + noise * drawn.standard_normal(agents),
            "raw_month": truth + 2 * drawn.standard_normal(truth.shape),
            "hardness": hardness,
            "settled": np.ones(agents, bool),
            "jump": np.zeros(agents),
            "jump_month": months,
            "slope": slope,
            "intercept": intercept,
            "raw_slope": raw_slope,
            "raw_intercept": raw_intercept,
            "cuts": cuts,
        }
        return Comparison(**{**values, **overrides})  # type: ignore[arg-type]  by name, as they come

    return make


@pytest.fixture(scope="session")
def made_up_policy_tests() -> Callable[..., list[PolicyTest]]:
    """A year in a centre of every kind: paths `sooner` times as many months as otherwise."""

    def make(*, sooner: float = 0.5, people: int = 30) -> list[PolicyTest]:
        rng = np.random.default_rng(1)

        def outcome(months: np.ndarray, hours: float) -> Outcome:
            late = np.where(months > 12, np.inf, months)
            return Outcome(late, np.where(late + 2 > 12, np.inf, late + 2), 0.5, hours, 4 - hours)

        def centre(kind: str) -> PolicyTest:
            months = 1 + rng.exponential(6.0, people)
            others = {name: outcome(months, 0.0 if name == COMPARED[-1] else 2.0)
                      for name in COMPARED}  # fmt: skip
            return PolicyTest(kind, {"paths": outcome(sooner * months, 2.0), **others})

        return [centre(kind) for kind in KINDS]

    return make


@pytest.fixture(scope="session")
def made_up_weighing() -> Callable[..., Weighing]:
    """Weights of a centre: importance `error` off the truth of two dimensions, steps of `step`.

    24 months, a change at the thirteenth; with `drivers` false ability does not matter.
    """

    def make(*, error: float = 0.04, step: float = 0.01, drivers: bool = True) -> Weighing:
        months, dims = 24, 6
        truth = np.full((months, dims), 1 / dims)
        truth[12:] = [0.3, 0.3, 0.1, 0.1, 0.1, 0.1]
        importance = truth + error * np.array([1, -1, 0, 0, 0, 0])
        weight = np.tile([0.20, 0.15, 0.25, 0.15, 0.15, 0.10], (months, 1))
        weight[1:, :2] += [step, -step]
        return Weighing(
            months=np.arange(24240, 24240 + months),
            base=np.array([0.20, 0.15, 0.25, 0.15, 0.15, 0.10]),
            importance=importance,
            lower=importance - 0.05,
            upper=importance + 0.05,
            estimated=np.arange(months) > 0,
            truth=truth if drivers else np.full_like(truth, np.nan),
            weight=weight,
            lower_bound=np.full_like(weight, 0.05),
            upper_bound=np.full_like(weight, 0.35),
            step_limit=np.full(months, 0.02),
            change=12,
        )

    return make
