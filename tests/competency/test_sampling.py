"""Chances that add up, the greedy choice against all others, and what a drawn plan narrows."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.review_information import ReviewInformation, read_information
from competency.sampling import allocate, best_extra, precision, reviews_of_a_day
from competency.sampling_rules import SamplingRules
from competency.scores import score_agents

RULES = SamplingRules()


def information(seed, agents=5, dims=3):
    """Beliefs and indicators at random; whoever was reviewed less is known less."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(agents, dims, dims)) * rng.uniform(0.2, 0.8, (agents, 1, 1))
    count = 2 * dims
    return ReviewInformation(
        pd.Index([f"A{one}" for one in range(agents)], dtype="string"),
        root @ root.transpose(0, 2, 1) + 0.05 * np.eye(dims),
        rng.dirichlet(np.ones(dims)) * 12,
        np.repeat(np.arange(dims), 2),
        rng.uniform(0, 0.5, count),
        rng.uniform(1, 8, count),
        rng.uniform(0.3, 1, count),
        rng.integers(0, 30, (agents, count)).astype(float),
    )


def pool(seed, agents=5):
    rng = np.random.default_rng(seed)
    rows = [
        (f"A{one}", kind, risky, one == 0, int(rng.integers(1, 30)))
        for one in range(agents)
        for kind in ("billing", "returns", "rare")
        for risky in (False, True)
        if rng.random() < 0.8
    ]
    return pd.DataFrame(
        rows, columns=["agent_id", "issue_type", "is_risk", "is_new_hire", "contacts"]
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("power", [1.0, 2.0, 4.0])
def test_the_greedy_choice_is_the_best_of_all(seed, power):
    known = information(seed, agents=4)
    start, limit = np.array([0.0, 0.4, 1.2, 0.0]), np.array([3, 2, 4, 1])
    chosen = best_extra(known, start, limit, 5, power)
    assert chosen.sum() == 5
    assert (chosen <= limit).all()

    def cost(extra):
        return (known.variance(start + np.array(extra)) ** power).sum()

    every = [one for one in itertools.product(*(range(k + 1) for k in limit)) if sum(one) == 5]
    assert cost(chosen) == pytest.approx(min(cost(one) for one in every), rel=1e-12)


def test_more_is_asked_than_there_is():
    known = information(1, agents=3)
    assert best_extra(known, np.zeros(3), np.array([1, 0, 2]), 9, 2.0).tolist() == [1, 0, 2]


@given(st.integers(0, 400), st.integers(1, 60))
def test_chances_add_up_to_the_reviews(seed, reviews):
    contacts = pool(seed)
    cells = allocate(RULES, contacts, information(seed), reviews, days=3)
    total = (cells["contacts"] * cells["inclusion_probability"]).sum()
    assert total == pytest.approx(min(reviews, contacts["contacts"].sum()), abs=1e-6)
    assert cells["inclusion_probability"].between(0, 1).all()
    assert (cells["inclusion_probability"] > 0).all()  # every contact stands for some others


def test_who_is_known_least_is_drawn_most_and_risk_more_than_the_rest():
    known = information(3, agents=4)
    known.prior[2] *= 9
    contacts = pd.DataFrame(
        [(f"A{one}", "billing", risky, False, 20) for one in range(4) for risky in (False, True)],
        columns=["agent_id", "issue_type", "is_risk", "is_new_hire", "contacts"],
    )
    cells = allocate(RULES, contacts, known, 10)
    by_agent = (cells["contacts"] * cells["inclusion_probability"]).groupby(cells["agent_id"]).sum()
    assert by_agent.idxmax() == "A2"
    mean = cells.groupby("is_risk")["inclusion_probability"].mean()
    assert mean[True] > mean[False]


def test_new_hires_get_their_rate_as_far_as_the_share_goes():
    contacts = pd.DataFrame(
        {"agent_id": ["A0", "A1"], "issue_type": "billing", "is_risk": False,
         "is_new_hire": [True, False], "contacts": [20, 400]}
    )  # fmt: skip
    rules = SamplingRules(new_hire_rate=0.3)
    alike = allocate(rules.model_copy(update={"new_hire_rate": 0.0}), contacts, nothing(), 42)
    more = allocate(rules, contacts, nothing(), 42)
    gained = (more["inclusion_probability"] - alike["inclusion_probability"]).to_numpy()
    assert more["inclusion_probability"][0] > 0.3
    assert more["stratum"].tolist() == ["new_hire", "issue_type"]
    assert gained[0] > 0 > gained[1]
    capped = allocate(rules.model_copy(update={"new_hire_share": 0.01}), contacts, nothing(), 42)
    assert alike["inclusion_probability"][0] < capped["inclusion_probability"][0] < 0.2


def nothing():
    return ReviewInformation(
        pd.Index([], dtype="string"), np.zeros((0, 1, 1)), np.ones(1), np.zeros(0, np.int64),
        np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((0, 0)),
    )  # fmt: skip


def test_a_seldom_issue_type_is_not_left_out():
    contacts = pd.DataFrame(
        {"agent_id": "A0", "issue_type": ["common", "rare"], "is_risk": False,
         "is_new_hire": False, "contacts": [990, 10]}
    )  # fmt: skip
    cells = allocate(RULES, contacts, nothing(), 100)
    expected = cells["contacts"] * cells["inclusion_probability"]
    assert expected[1] > 7.5  # half of issue_type_share, beside 1 by even chances


def test_without_scores_or_reviews_the_rest_is_even_and_no_gain_is_told():
    cells = allocate(RULES, pool(1), nothing(), 7)
    assert (cells["contacts"] * cells["inclusion_probability"]).sum() == pytest.approx(7, abs=1e-6)
    people = pd.DataFrame({"agent_id": ["A0", "A1"], "contacts": [5, 9], "drawn": [1, 0]})
    told = precision(nothing(), people)
    assert told["width_before"].isna().all()
    assert told["is_widest"].isna().all()


@pytest.mark.parametrize(
    ("contacts", "reviews"), [pytest.param(pool(1).iloc[:0], 5), pytest.param(pool(1), 0)]
)
def test_nothing_to_draw(contacts, reviews):
    assert len(allocate(RULES, contacts, information(1), reviews)) == 0
    assert len(precision(information(1), contacts.iloc[:0].assign(drawn=0))) == 0


def test_a_stated_capacity_holds_and_never_exceeds_the_target():
    assert reviews_of_a_day(SamplingRules(reviews_per_day=5), 400, 900) == 5
    assert reviews_of_a_day(SamplingRules(reviews_per_day=500), 400, 900) == 40
    assert reviews_of_a_day(SamplingRules(), 400, 12) == 12


def test_a_random_sample_is_the_mean_over_its_draws():
    known = information(5, agents=4)
    contacts = np.array([3, 10, 6, 1])
    people = pd.DataFrame(
        {"agent_id": [f"A{k}" for k in range(4)], "contacts": contacts, "drawn": [2, 2, 1, 0]}
    )
    told = precision(known, people)
    rng = np.random.default_rng(1)
    draws = rng.multivariate_hypergeometric(contacts, 5, size=4000)
    errors = np.mean([np.sqrt(known.variance(one.astype(float))) for one in draws], axis=0)
    assert told["std_error_random"].to_numpy() == pytest.approx(errors, rel=0.004)
    assert told["is_widest"].sum() == 1
    assert told.loc[told["is_widest"], "width_before"].iloc[0] == told["width_before"].max()


@given(st.integers(0, 1000))
def test_each_further_review_narrows_and_narrows_less(seed):
    known = information(seed)
    steps = np.array([known.variance(np.full(5, float(k))) for k in range(7)])
    gain = -np.diff(steps, axis=0)
    assert (gain >= -1e-12).all()
    assert (np.diff(gain, axis=0) <= 1e-10).all()


# A month of reviews, drawn by the plan and at random, really scored and the model really refitted.

REVIEWED = ("qa_process", "qa_knowledge", "qa_mediation", "qa_relationship", "qa_growth")


def reviewed_centre(framework, make, seed):
    """A centre where some were seen seldom, and what is believed of everybody."""
    rng = np.random.default_rng(seed)
    centre = make.measured_centre(framework, seed, agents=60, months=4, pieces=4)
    seldom = set(rng.choice(centre.roster["agent_id"].unique(), 20, replace=False))
    early = centre.measured["period"] < centre.measured["period"].max()
    measured = centre.measured[~(centre.measured["agent_id"].isin(seldom) & early)]
    return SimpleNamespace(
        measured=measured.reset_index(drop=True), effects=centre.effects, roster=centre.roster,
        theta=centre.theta[:, -1],
    )  # fmt: skip


def beliefs_of(framework, centre, measured):
    scored = score_agents(framework, measured, centre.effects, centre.roster)
    frames = {
        "score": scored.scores, "covariance": scored.covariances, "indicator": scored.indicators,
    }  # fmt: skip
    newest = [
        frame[frame["period"] == frame["period"].max()].assign(kind=kind)
        for kind, frame in frames.items()
    ]
    beliefs = pd.concat([*newest, scored.models.assign(kind="model")], ignore_index=True)
    weights = pd.DataFrame(
        {
            "period": pd.Timestamp("2024-04-01"),
            "dimension": framework.dimension_keys,
            "weight": [item.weight for item in framework.dimensions],
        }
    )
    reviews = measured[measured["indicator"] == "qa_process"].rename(columns={"n": "n_reviews"})
    return read_information(framework, beliefs, weights, reviews)


def with_reviews(framework, centre, counts, seed):
    """The evidence with so many more reviews of each agent in the last month, marks and all."""
    rng = np.random.default_rng(seed)
    measured = centre.measured.copy()
    last = measured["period"] == measured["period"].max()
    more = measured["agent_id"].map(counts).fillna(0)
    rows = measured.index[last & measured["indicator"].isin(REVIEWED) & (more > 0)]
    for row in rows:
        entry, k = measured.loc[row], more[row]
        item = framework.indicator(entry["indicator"])
        able = centre.theta[
            int(entry["agent_id"][1:]), framework.dimension_keys.index(item.dimension)
        ]
        one = entry["variance"] * entry["n"]
        value = 0.75 + 0.06 * able + rng.normal() * np.sqrt(one / k)
        measured.loc[row, "estimate"] = (entry["estimate"] * entry["n"] + value * k) / (
            entry["n"] + k
        )
        measured.loc[row, "n"] = entry["n"] + k
        measured.loc[row, "variance"] = one / (entry["n"] + k)
    return measured


def drawn_counts(cells, rng):
    """Systematic sampling by the chances, as the SQL of the draw does it."""
    chance = np.repeat(cells["inclusion_probability"].to_numpy(), cells["contacts"].to_numpy(int))
    agent = np.repeat(cells["agent_id"].to_numpy(), cells["contacts"].to_numpy(int))
    reached = np.cumsum(chance) + rng.random()
    return pd.Series(agent[np.floor(reached) > np.floor(reached - chance)]).value_counts()


def narrowed(framework, make, seed):
    """Mean narrowing of the widest quarter: foretold and refitted, by plan and at random."""
    rng = np.random.default_rng(100 + seed)
    centre = reviewed_centre(framework, make, seed)
    before = beliefs_of(framework, centre, centre.measured)
    contacts = pd.DataFrame(
        {"agent_id": before.agents, "issue_type": "billing", "is_risk": False,
         "is_new_hire": False, "contacts": rng.integers(8, 30, len(before.agents))}
    )  # fmt: skip
    reviews = int(contacts["contacts"].sum() // 10)
    cells = allocate(RULES, contacts, before, reviews)
    plan = drawn_counts(cells, rng)
    everything = np.repeat(contacts["agent_id"], contacts["contacts"])
    random = everything.sample(reviews, random_state=seed).value_counts()
    wide = np.sqrt(before.variance(np.zeros(len(before.agents))))
    widest = wide >= np.quantile(wide, 0.75)
    told = precision(
        before, contacts.assign(drawn=contacts["agent_id"].map(plan).fillna(0))
    ).set_index("agent_id").loc[before.agents]  # fmt: skip
    found = []
    for counts in (plan, random):
        after = beliefs_of(framework, centre, with_reviews(framework, centre, counts, seed))
        width = np.sqrt(after.variance(np.zeros(len(after.agents))))
        found.append((wide - width)[widest].mean())
    foretold = (told["std_error_before"] - told["std_error_after"])[widest].mean()
    at_random = (told["std_error_before"] - told["std_error_random"])[widest].mean()
    return SimpleNamespace(
        plan=found[0], random=found[1], foretold=foretold, foretold_random=at_random
    )


def test_the_plan_narrows_the_widest_at_least_a_fifth_more_than_chance(framework, make):
    runs = [narrowed(framework, make, seed) for seed in (1, 2, 3, 4)]
    plan, random = (np.mean([getattr(one, name) for one in runs]) for name in ("plan", "random"))
    assert plan >= 1.2 * random > 0
    foretold = np.mean([one.foretold for one in runs])
    assert foretold >= 1.2 * np.mean([one.foretold_random for one in runs])
    # What is foretold is of the size of what came: reviews tell about as much as the model says.
    assert 0.6 < plan / foretold < 1.7
