"""A published result of forty agents and seven months, made with the library's own functions."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from competency.composite import compose
from competency.frames import conform, empty
from competency.framework import Framework
from competency.loading import load_framework
from competency.posterior import read_posterior

MONTHS = pd.date_range("2025-06-01", periods=7, freq="MS")
AGENTS = 40
NO_EVIDENCE = "A39"
#: What customers recommend for; the published weights move towards it.
DRIVER = "relationship"


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework().resolved()


def _scores(framework: Framework, rng: np.random.Generator) -> pd.DataFrame:
    keys = ["agent_id", "period", "dimension"]
    people = [f"A{number:02d}" for number in range(AGENTS)]
    rows = pd.MultiIndex.from_product([people, MONTHS, framework.dimension_keys], names=keys)
    frame = rows.to_frame(index=False)
    level = 55 + 12 * rng.standard_normal((AGENTS, 1, 6)) + rng.standard_normal((AGENTS, 7, 6))
    none = frame["agent_id"] == NO_EVIDENCE
    frame = frame.assign(
        score=level.ravel(),
        posterior_mean=level.ravel(),
        std_error=3.0,
        lower=0.0,
        upper=100.0,
        n_evidence=np.where(none, 0, 40),
        evidence_state=np.where(none, "none", "enough"),
    )
    return _filled(frame, "agent_scores")


def _weights(framework: Framework) -> pd.DataFrame:
    base = {one.key: one.weight for one in framework.dimensions}
    rows = []
    for place, month in enumerate(MONTHS):
        for key in framework.dimension_keys:
            moved = {DRIVER: 0.02 * place, "resolution": -0.02 * place}.get(key, 0.0)
            row = {"period": month, "dimension": key, "base_weight": base[key]}
            rows.append({**row, "weight": base[key] + moved})
    return _filled(pd.DataFrame(rows), "dimension_weights")


def _filled(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """With all columns of the mart; those that are not looked at are null."""
    return conform(frame.assign(**{one: None for one in empty(name) if one not in frame}), name)


def _ladder() -> pd.DataFrame:
    """Everybody stands on 2; A00 rises in the fifth month and falls in the seventh."""
    rows = [
        (f"A{number:02d}", month, 3 if number == 0 and place in (4, 5) else 2)
        for number in range(AGENTS)
        for place, month in enumerate(MONTHS)
    ]
    return pd.DataFrame(rows, columns=["agent_id", "period", "tier"])


def _outcomes(scores: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Recommendation hangs on one dimension, complaints are noise, few are asked."""
    able = scores[scores["dimension"] == DRIVER][["agent_id", "period", "posterior_mean"]]
    parts = []
    for key, worth, people in (
        ("recommendation", 0.05, "A99"),
        ("complaints", 0.0, "A99"),
        ("satisfaction", 0.05, "A20"),
    ):
        some = able[able["agent_id"] < people]
        estimate = worth * some["posterior_mean"] + 0.3 * rng.standard_normal(len(some))
        parts.append(
            some[["agent_id", "period"]].assign(
                outcome=key, n=20.0, estimate=estimate, std_error=0.3
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="session")
def marts(framework: Framework) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(7)
    scores, weights = _scores(framework, rng), _weights(framework)
    posterior = read_posterior(framework, scores, empty("score_covariances"))
    return {
        "agent_scores": scores,
        "dimension_weights": weights,
        "agent_composites": compose(framework, posterior, weights),
        "agent_ladder": _ladder(),
        "agent_outcomes": _outcomes(scores, rng),
        "framework": pd.DataFrame([{"framework_json": framework.to_json()}]),
    }


@pytest.fixture
def out(marts: dict[str, pd.DataFrame], tmp_path: Path) -> Path:
    """The folder as a run leaves it."""
    return publish(marts, tmp_path / "out")


@pytest.fixture(scope="session")
def publish_marts():
    return publish


def publish(marts: dict[str, pd.DataFrame], folder: Path) -> Path:
    current = folder / "versions" / "one"
    current.mkdir(parents=True)
    with duckdb.connect(str(current / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for name, frame in marts.items():
            connection.register("given", frame)
            dated = " replace (cast(period as date) as period)" if "period" in frame else ""
            connection.execute(f"create table marts.{name} as select *{dated} from given")
            connection.unregister("given")
    record = {
        "run_id": "20251231-abc",
        "as_of": "2025-12-31",
        "code_version": "0.1.0",
        "config": {"name": "shipped", "profile": "general", "sha256": "f" * 64},
    }
    (current / "run.json").write_text(json.dumps(record), "utf-8")
    (folder / "current").symlink_to(Path("versions") / "one")
    return folder
