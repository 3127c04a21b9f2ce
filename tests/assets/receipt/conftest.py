"""A published result of three agents, made with the library's own functions."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from competency.composite import compose
from competency.frames import FRAMES, conform, empty
from competency.framework import Framework
from competency.ladder import place_agents
from competency.loading import load_framework
from competency.posterior import read_posterior
from competency.weights import weigh_dimensions

MONTHS = ["2025-10-01", "2025-11-01", "2025-12-01"]
LEVELS = {
    "A1": [52.0, 40.0, 60.0, 55.0, 58.0, 61.0],
    "A2": [80.0, 85.0, 78.0, 74.0, 79.0, 70.0],
    # No evidence on mediation: only what the other dimensions make likely.
    "A3": [63.0, 61.0, 66.0, 58.0, 62.0, 60.0],
    "A4": [50.0] * 6,
}
NONE = {("A3", 3), *(("A4", place) for place in range(6))}


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework().resolved()


def _scores(framework: Framework) -> tuple[pd.DataFrame, pd.DataFrame]:
    scores, covariances = [], []
    for month in MONTHS:
        for agent, levels in LEVELS.items():
            for place, (key, level) in enumerate(
                zip(framework.dimension_keys, levels, strict=True)
            ):
                none = (agent, place) in NONE
                error = 12.0 if none else 3.0 + place / 3
                row = {"agent_id": agent, "period": month, "dimension": key}
                scores.append(
                    {
                        **row,
                        "score": None if none else level,
                        "posterior_mean": level,
                        "ability": (level - 50) / 15,
                        "ability_variance": (error / 15) ** 2,
                        "std_error": error,
                        "lower": None if none else level - 1.6448536 * error,
                        "upper": None if none else level + 1.6448536 * error,
                        "n_evidence": 0 if none else 40 + place,
                        "evidence_state": "none" if none else "enough",
                    }
                )
                covariances += [
                    {
                        **row,
                        "other_dimension": other,
                        "covariance": 1.5,
                        "ability_covariance": 1.5 / 15**2,
                    }
                    for other in framework.dimension_keys[place + 1 :]
                ]
    return (
        conform(pd.DataFrame(scores), "agent_scores"),
        conform(pd.DataFrame(covariances), "score_covariances"),
    )


def _indicators() -> pd.DataFrame:
    rows = [
        ("first_response_in_time", "process", 40, 0.9, 0.88, 0.87, 64.75),
        ("qa_process", "process", 2, 0.71, 0.74, 0.78, 42.0),
        ("handle_minutes", "resolution", 43, 6.0, 5.5, 5.6, 84.0),
    ]
    columns = ["indicator", "dimension", "n_evidence", "raw_value", "adjusted_value"]
    frame = pd.DataFrame(rows, columns=[*columns, "shrunk_value", "score"])
    frame = frame.assign(agent_id="A1", period=MONTHS[-1], std_error=0.02, reliability=0.7)
    return conform(frame, "agent_indicators")


def _models() -> pd.DataFrame:
    rows = [
        ("first_response_in_time", "process", 19.4),
        ("qa_process", "process", 3.2),
        ("handle_minutes", "resolution", 0.5),
    ]
    frame = pd.DataFrame(rows, columns=["indicator", "dimension", "cases_needed"])
    nothing = {column: np.nan for column in empty("indicator_models") if column not in frame}
    return conform(frame.assign(**{**nothing, "points_per_sd": 15.0}), "indicator_models")


def _framework_marts(framework: Framework) -> dict[str, pd.DataFrame]:
    def names(items, key):
        return [{key: one.key, "name_en": one.name.en, "name_zh": one.name.zh} for one in items]

    facts = ("source", "unit", "direction")
    return {
        "framework": pd.DataFrame(
            [
                {
                    "name": framework.name,
                    "profile": framework.profile,
                    "version": framework.version,
                    "framework_json": framework.to_json(),
                }
            ]
        ),
        "config_editions": pd.DataFrame(
            [
                {
                    "edition": 1,
                    "effective_from": None,
                    "name": framework.name,
                    "profile": framework.profile,
                    "sha256": "f" * 64,
                    "record_id": None,
                    "proposed_by": None,
                    "approved_by": None,
                    "framework_json": framework.to_json(),
                }
            ]
        ).astype(
            {
                "effective_from": "datetime64[us]",
                **dict.fromkeys(("record_id", "proposed_by", "approved_by"), "string"),
            }
        ),
        "framework_dimensions": pd.DataFrame(names(framework.dimensions, "dimension")),
        "framework_tiers": pd.DataFrame(names(framework.ladder.tiers, "tier_key")),
        "framework_indicators": pd.DataFrame(
            [
                {**row, **{fact: getattr(item, fact) for fact in facts}}
                for row, item in zip(
                    names(framework.indicators, "indicator"), framework.indicators, strict=True
                )
            ]
        ),
    }


def _paths() -> dict[str, pd.DataFrame]:
    item = {
        "agent_id": "A1",
        "sequence": 1,
        "course_id": "C1",
        # Who names a course may not steer the manager's terminal.
        "title": "Calm\x1b[2J\u202e",
        "session_id": None,
        "planned_start": "2026-01-05",
        "due": "2026-01-09",
        "dimension": "knowledge",
        "expected_uplift": 2.0,
        "minutes": 60,
        "status": "planned",
        "mandatory": False,
        "reason": "Knowledge is 17.0 points short of Independent.",
        "reason_zh": "知识掌握距独立级差17.0分。",
    }
    gap = {"agent_id": "A1", "code": "no_course", "reason": "None for it.", "reason_zh": "没有。"}
    gaps = [
        {**gap, "course_id": None, "dimension": "process", "gap": 5.0},
        {**gap, "course_id": None, "dimension": "mediation", "gap": 2},
    ]
    return {
        "path_assignments": conform(
            pd.DataFrame([item]).reindex(columns=list(FRAMES["path_assignments"])),
            "path_assignments",
        ),
        "path_gaps": conform(pd.DataFrame(gaps), "path_gaps"),
    }


def _restatements() -> pd.DataFrame:
    """A1's first month reads otherwise today, A2's was under another configuration."""
    rows = [
        ("A1", "tier", 3.0, None, "late_data"),
        ("A1", "composite", 61.25, 44.0, "late_data"),
        ("A1", "score:process", 61.0, 44.0, "late_data"),
        ("A2", "tier", None, 2.0, "configuration"),
    ]
    frame = pd.DataFrame(rows, columns=["agent_id", "measure", "published", "restated", "reason"])
    return frame.assign(
        period=MONTHS[0],
        difference=frame["restated"] - frame["published"],
        published_as_of=dt.date(2025, 10, 31),
        config_sha256="c" * 64,
    )


@pytest.fixture(scope="session")
def marts(framework: Framework) -> dict[str, pd.DataFrame]:
    scores, covariances = _scores(framework)
    posterior = read_posterior(framework, scores, covariances)
    nothing = empty("weight_importance"), empty("weight_demand")
    weights = weigh_dimensions(framework, *nothing, MONTHS)
    weights["weight"] = np.tile([0.25, 0.10, 0.25, 0.15, 0.15, 0.10], len(MONTHS))
    roster = pd.MultiIndex.from_product([list(LEVELS), MONTHS]).to_frame(index=False)
    roster.columns = ["agent_id", "period"]
    roster = roster.assign(team_id="T1", role="agent", mentor_id=None)
    roster["tenure_months"] = [8, 9, 10] * len(LEVELS)
    nobody = pd.DataFrame({"agent_id": [], "period": [], "source": [], "n": [], "total": []})
    critical = pd.DataFrame(
        {"agent_id": ["A2"], "period": [MONTHS[-1]], "n_reviews": [3], "n_critical": [1]}
    )
    ladder = place_agents(
        framework,
        posterior,
        weights,
        roster,
        pd.DataFrame({"agent_id": [], "course_id": [], "valid_from": []}),
        nobody,
        critical,
    )
    return {
        "agents": pd.DataFrame(
            {
                "agent_id": [*LEVELS, "A5"],
                "name": ["Ann", "王\x07小明", "Cem", "Dee", "Eve"],
                "team_id": "T1",
                "team_name": "Billing",
                "status": "active",
                "tenure_months": [10, 10, 10, 10, 0],
                "left_on": pd.Series([None] * 5, dtype="datetime64[us]"),
            }
        ),
        "agent_scores": scores,
        "score_covariances": covariances,
        "agent_composites": compose(framework, posterior, weights),
        "agent_ladder": ladder,
        "agent_indicators": _indicators(),
        "indicator_models": _models(),
        "dimension_weights": weights,
        "new_hires": empty("new_hires"),
        "restatements": _restatements(),
        **_paths(),
        **_framework_marts(framework),
    }


@pytest.fixture(scope="session")
def out(marts: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a run leaves it; do not change it."""
    folder = tmp_path_factory.mktemp("out")
    current = folder / "versions" / "one"
    current.mkdir(parents=True)
    with duckdb.connect(str(current / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for name, frame in marts.items():
            connection.register("given", frame)
            # Figures as the marts have them: six digits; months are dates.
            digits = [
                f'round("{column}", 6) as "{column}"'
                for column, dtype in frame.dtypes.items()
                if str(dtype) == "float64"
            ]
            dates = [f'cast("{c}" as date) as "{c}"' for c in ("period",) if c in frame]
            replaced = f" replace ({', '.join([*digits, *dates])})" if digits or dates else ""
            connection.execute(f"create table marts.{name} as select *{replaced} from given")
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
