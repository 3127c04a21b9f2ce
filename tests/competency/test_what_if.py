import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.abilities import Abilities, scale_from
from competency.composite import compose
from competency.decided import tier_configuration
from competency.editions import Editions, editions_of
from competency.effects import believe_effects, estimate_courses
from competency.errors import CompetencyError
from competency.frames import conform, empty
from competency.ladder import place_agents
from competency.path_tables import PathTables
from competency.paths import plan_paths
from competency.posterior import read_posterior
from competency.scores import score_agents
from competency.tier_gates import FEEDBACK
from competency.weights import weigh_dimensions
from competency.what_if import Published, recompute

AS_OF = dt.date(2024, 6, 30)
NOTHING_SENT = pd.DataFrame(
    columns=["agent_id", "course_id", "session_id", "planned_start", "due", "state", "sent_on",
             "origin"],
)  # fmt: skip


def courses():
    rows = [(f"C-{key}", key, 60) for key in ("process", "knowledge", "resolution", "relationship")]
    frame = pd.DataFrame(rows, columns=["course_id", "dimensions", "duration_minutes"])
    return frame.assign(title=frame["course_id"])


def run(framework, centre, records=None):
    """The steps of a run, on the library's own frames."""
    editions = editions_of(framework)
    framework = editions.latest
    scored = score_agents(editions, centre.measured, centre.effects, centre.roster)
    posterior = read_posterior(framework, scored.scores, scored.covariances)
    weights = weigh_dimensions(
        editions,
        empty("weight_importance"),
        empty("weight_demand"),
        centre.roster["period"].unique(),
    )
    ladder = place_agents(
        editions, posterior, weights, centre.roster, centre.trainings.rename(columns=VALID),
        centre.feedback.assign(source=FEEDBACK), centre.reviews, records,
    )  # fmt: skip
    ladder = conform(ladder, "agent_ladder")
    estimates = estimate_courses(
        framework, scored.evidence, centre.roster, centre.trainings, courses()
    )
    effects = believe_effects(framework, estimates, scale_from(framework, scored.models).slope)
    planned = plan_paths(framework, AS_OF, tables(centre), scored.scores, ladder, weights, effects)
    return {
        "scored": scored,
        "weights": weights,
        "composites": compose(framework, posterior, weights),
        "ladder": ladder,
        "effects": effects,
        "planned": planned,
    }


def tables(centre):
    return PathTables(
        agents=centre.agents,
        courses=courses(),
        sessions=centre.sessions,
        enrollments=centre.enrollments,
    )


VALID = {"completed_on": "valid_from", "valid_until": "valid_to"}


@pytest.fixture(scope="module")
def centre(framework, make):
    made = make.measured_centre(framework, 11, agents=50, months=6, pieces=40)
    rng = np.random.default_rng(1)
    names = made.roster["agent_id"].unique()
    made.agents = pd.DataFrame({"agent_id": names, "language": None, "status": "active"})
    made.trainings = pd.DataFrame(
        {
            "agent_id": rng.choice(names, 20, replace=False),
            "course_id": "C-process",
            "completed_on": pd.Timestamp("2024-02-10"),
            "valid_until": pd.NaT,
        }
    )
    made.feedback = made.roster[["agent_id", "period"]].assign(n=3, total=2.0)
    made.reviews = made.roster[["agent_id", "period"]].assign(n_reviews=2, n_critical=0)
    made.sessions = pd.DataFrame(
        {"session_id": [], "course_id": [], "starts_at": pd.to_datetime([])}
    )
    made.enrollments = pd.DataFrame({"agent_id": [], "course_id": []})
    return made


@pytest.fixture(scope="module")
def published(framework, centre):
    result = run(framework, centre)
    scored = result["scored"]
    scores = scored.scores.assign(
        posterior_mean=scored.scores["ability"],
        std_error=np.sqrt(scored.scores["ability_variance"]),
    )
    covariances = scored.covariances.assign(covariance=scored.covariances["ability_covariance"])
    found = read_posterior(framework, scores, covariances)
    abilities = Abilities(
        found.agents,
        found.agent,
        found.month,
        found.mean,
        np.einsum("rdd->rd", found.covariance).round(6),
        found.covariance,
        found.n,
        found.enough,
    )
    return Published(
        as_of=AS_OF,
        abilities=abilities,
        indicator_models=scored.models.sample(frac=1, random_state=1),
        weight_importance=empty("weight_importance"),
        weight_demand=empty("weight_demand"),
        agent_months=centre.roster,
        agent_reviews=centre.reviews,
        agent_feedback=centre.feedback,
        agents=centre.agents,
        courses=courses(),
        sessions=centre.sessions,
        enrollments=centre.enrollments,
        trainings=centre.trainings,
        effects=result["effects"],
        wave_assignments=NOTHING_SENT.assign(wave_id=[], starts_on=[], ends_on=[]),
        path_deliveries=NOTHING_SENT,
        planned=result["planned"],
    )


def _with(framework, *, weights=None, indicators=None, **ladder):
    return framework.model_copy(
        update={
            "dimensions": tuple(
                item.model_copy(update={"weight": (weights or {}).get(item.key, item.weight)})
                for item in framework.dimensions
            ),
            "indicators": tuple(
                item.model_copy(update=(indicators or {}).get(item.key, {}))
                for item in framework.indicators
            ),
            "ladder": framework.ladder.model_copy(update=ladder),
        }
    )


def _same(found, wanted, name):
    for frame in (found, wanted):
        assert len(frame), name
    pd.testing.assert_frame_equal(found, wanted, rtol=0, atol=1e-9, obj=name)


def _changes(framework):
    tiers = tuple(
        tier.model_copy(update={"composite_cut": tier.composite_cut - 3 * (tier.key == "expert")})
        for tier in framework.ladder.tiers
    )
    return {
        "nothing": framework,
        "weights": _with(framework, weights={"process": 0.30, "relationship": 0.05}),
        "targets": _with(framework, indicators={"qa_process": {"target": 0.95, "weight": 0.3},
                                                "handle_minutes": {"target": 7.0}}),
        "tiers": _with(framework, tiers=tiers, first_probability=0.4),
        "paths": framework.model_copy(update={"paths": framework.paths.model_copy(
            update={"minutes_per_week": 20, "horizon_weeks": 4})}),
        "effects": framework.model_copy(update={"effects": framework.effects.model_copy(
            update={"prior_uplift": 4.0})}),
    }  # fmt: skip


@pytest.mark.parametrize("change", ["nothing", "weights", "targets", "tiers", "paths", "effects"])
def test_it_is_what_a_run_with_that_configuration_publishes(framework, centre, published, change):
    changed = _changes(framework)[change]
    wanted, found = run(changed, centre), recompute(changed, published)
    for name in ("weights", "composites", "ladder", "effects"):
        _same(getattr(found, name), wanted[name], name)
    for name in ("assignments", "gaps", "plan"):
        _same(getattr(found.planned, name), getattr(wanted["planned"], name), name)
    before = run(framework, centre)
    same = [
        before[name].equals(wanted[name]) for name in ("weights", "composites", "ladder", "effects")
    ]
    same.append(before["planned"].assignments.equals(wanted["planned"].assignments))
    assert (change == "nothing") == all(same)


@pytest.mark.parametrize(
    ("change", "stands"), [("nothing", True), ("paths", True), ("tiers", False)]
)
def test_what_is_on_record_stands_as_in_a_run(framework, centre, published, change, stands):
    changed = _changes(framework)[change]
    ladder = run(framework, centre)["ladder"]
    over = ladder[ladder["period"] < ladder["period"].max()]
    records = over[["agent_id", "period"]].assign(
        measure="tier",
        value=1 + np.arange(len(over)) % 5,
        config_sha256=tier_configuration(framework),
    )
    wanted = run(changed, centre, records)["ladder"]
    found = recompute(changed, Published(**{**vars(published), "month_records": records}))
    _same(found.ladder, wanted, "ladder")
    told = wanted.merge(records, on=["agent_id", "period"])
    assert (told["tier"].fillna(0) == told["value"]).all() == stands
    assert len(told) == len(over)


def test_paths_can_be_left_out(framework, published):
    found = recompute(framework, published, paths=False)
    assert found.planned is published.planned
    assert len(found.ladder)


def test_without_anything_learnt_there_is_nothing_to_show(framework, published):
    nothing = Published(
        **{**vars(published), "indicator_models": published.indicator_models.head(0)}
    )
    with pytest.raises(CompetencyError, match="evidence"):
        recompute(framework, nothing)


@pytest.mark.parametrize("change", ["weights", "targets", "tiers"])
def test_from_a_month_on_it_is_what_a_run_with_both_editions_publishes(
    framework, centre, published, change
):
    month = published.abilities.month.max() - 1
    editions = Editions((framework,), (0,)).followed_by(_changes(framework)[change], month)
    wanted, found = run(editions, centre), recompute(editions, published)
    for name in ("weights", "composites", "ladder", "effects"):
        _same(getattr(found, name), wanted[name], name)
    _same(found.planned.assignments, wanted["planned"].assignments, "assignments")
    before = recompute(framework, published)
    earlier = found.posterior.month < month
    np.testing.assert_array_equal(found.posterior.mean[earlier], before.posterior.mean[earlier])
    pd.testing.assert_frame_equal(found.ladder[earlier], before.ladder[earlier])
    always = recompute(editions.latest, published)
    name = {"weights": "weights", "targets": "composites", "tiers": "ladder"}[change]
    assert not getattr(found, name).equals(getattr(always, name))
