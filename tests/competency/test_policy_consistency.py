import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import betabinom

from competency.frames import FRAMES
from competency.policy_consistency import EVERY, agent_spread, measure_consistency


def reviewed(seed, sds, agents=80, marks=10, rate=0.2, severity=0.5, reviewers=6):
    """Reviews of agents who differ by `sds` logits, one spread a topic, by unlike reviewers."""
    rng = np.random.default_rng(seed)
    harsh = severity * rng.standard_normal(reviewers)
    rows = []
    for topic, sd in enumerate(sds):
        for agent in range(agents):
            level = np.log(rate / (1 - rate)) + sd * rng.standard_normal()
            # A team has its usual reviewers.
            who = (agent // 20 + rng.integers(0, 3, marks)) % reviewers
            for one in np.unique(who):
                n = int((who == one).sum())
                wrong = rng.binomial(n, expit(level + harsh[one]))
                rows.append((f"A{agent}", f"R{one}", f"t{topic}", n, wrong))
    return pd.DataFrame(rows, columns=["agent_id", "reviewer_id", "topic", "marks", "errors"])


def of(frame):
    return frame.set_index("topic")


@pytest.mark.parametrize("sd", [0.5, 1.0])
def test_the_spread_of_agents_is_recovered_whatever_their_reviewers(framework, sd):
    runs = [of(measure_consistency(framework, reviewed(seed, [sd]))).loc["t0"] for seed in range(8)]
    assert np.mean([one["agent_sd"] for one in runs]) == pytest.approx(sd, abs=0.12)
    assert np.mean([one["sd_lower"] <= sd <= one["sd_upper"] for one in runs]) >= 0.8
    if sd == 1.0:  # half as much is told in a third of centres: too seldom for so few of them
        assert np.mean([one["agents_state"] == "differ" for one in runs]) >= 0.9
    low = np.mean([one["low_error"] for one in runs])
    assert low == pytest.approx(expit(np.log(0.25) - 1.2816 * sd), abs=0.04)


def test_agents_who_are_alike_are_not_told_apart_by_chance_or_reviewers(framework):
    # Two topics with severe and mild reviewers: without them agents would seem to differ.
    runs = [of(measure_consistency(framework, reviewed(seed, [0.0, 0.0], severity=1.0)))
            for seed in range(12)]  # fmt: skip
    assert np.mean([(one["agents_state"] == "differ").any() for one in runs]) <= 0.2
    assert np.mean([one["sd_lower"].eq(0).mean() for one in runs]) >= 0.85


def test_only_the_topic_that_is_explained_unlike_is_named(framework):
    runs = [of(measure_consistency(framework, reviewed(seed, [1.2, 0.0, 0.0, 0.0])))
            for seed in range(8)]  # fmt: skip
    assert all(one.loc["t0", "agents_state"] == "differ" for one in runs)
    blamed = [one.drop(["t0", EVERY])["agents_state"].eq("differ").mean() for one in runs]
    assert np.mean(blamed) <= 0.15


def test_the_quadrature_agrees_with_a_direct_integral():
    # Few agents, by brute force: the likelihood over a fine grid of levels.
    marks, errors = np.array([8.0, 8, 8, 8, 8, 8]), np.array([0.0, 1, 1, 2, 5, 7])
    found = agent_spread(np.arange(6), marks, errors, np.zeros(6))
    levels = np.linspace(-9, 9, 2001)
    best = (-np.inf, 0.0)
    for sd in np.arange(0.05, 3, 0.05):
        for middle in np.arange(-2, 1, 0.05):
            weight = np.exp(-0.5 * ((levels - middle) / sd) ** 2) / sd
            chance = expit(levels)[:, None]
            told = chance**errors * (1 - chance) ** (marks - errors)
            best = max(best, (float(np.log((weight[:, None] * told).sum(axis=0)).sum()), sd))
    assert found.sd == pytest.approx(best[1], abs=0.12)
    assert found.p_value < 0.01


def test_the_target_is_judged_by_the_interval_and_few_marks_are_not(framework):
    rare = reviewed(1, [0.0], rate=0.02, agents=100, severity=0.0)
    often = reviewed(1, [0.0], rate=0.30, severity=0.0)
    close = reviewed(3, [0.0], rate=0.05, agents=20, severity=0.0)
    states = [of(measure_consistency(framework, one)).loc[EVERY, "state"]
              for one in (rare, often, close)]  # fmt: skip
    assert states == ["within", "above", "unclear"]
    few = measure_consistency(framework, reviewed(1, [0.0], agents=4))
    assert set(few["state"]) == set(few["agents_state"]) == {"unjudged"}
    once = measure_consistency(framework, reviewed(1, [1.0], agents=40, marks=1))
    assert set(once["agents_state"]) == {"unjudged"}
    assert once["agent_sd"].isna().all()


def test_unlike_agents_widen_the_interval_of_the_rate(framework):
    # Beta-binomial agents: as wide as the variance between them makes it.
    rng = np.random.default_rng(5)
    wrong = betabinom.rvs(20, 1, 4, size=60, random_state=rng)
    table = pd.DataFrame(
        {"agent_id": [f"A{at}" for at in range(60)], "reviewer_id": "R", "topic": "t",
         "marks": 20, "errors": wrong}
    )  # fmt: skip
    told = of(measure_consistency(framework, table)).loc["t"]
    naive = 2 * 1.96 * np.sqrt(0.2 * 0.8 / 1200)
    assert told["upper"] - told["lower"] > 1.5 * naive


@pytest.mark.parametrize("errors", [0, 10])
def test_where_all_or_nobody_errs_nothing_breaks(framework, errors):
    table = reviewed(1, [0.0], agents=12).assign(errors=lambda t: t["marks"] * (errors > 0))
    told = of(measure_consistency(framework, table)).loc[EVERY]
    assert told["agents_state"] == "unjudged"
    assert told["error_rate"] == (errors > 0)
    empty = measure_consistency(framework, table.head(0))
    assert empty.columns.tolist() == list(FRAMES["policy_consistency"])
    one = measure_consistency(framework, table.head(1))
    assert one["state"].tolist() == ["unjudged", "unjudged"]


def test_rows_in_any_order_say_the_same(framework):
    table = reviewed(2, [0.6, 0.2], agents=20)
    shuffled = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        measure_consistency(framework, table), measure_consistency(framework, shuffled)
    )
