"""The receipt's figures are those of the marts, and what is derived agrees with them."""

import datetime as dt
import json

import pytest
from scipy.stats import norm

from assets.receipt.build import build_receipt
from assets.receipt.reading import read_agent


@pytest.fixture
def receipt(out):
    return lambda agent, period=None: build_receipt(read_agent(out, agent, period))


@pytest.mark.parametrize("agent", ["A1", "A2", "A3"])
@pytest.mark.parametrize("month", [10, 11, 12])
def test_contributions_add_up_to_the_composite_of_every_agent_and_month(
    receipt, marts, agent, month
):
    found = receipt(agent, dt.date(2025, month, 1))
    published = marts["agent_composites"].set_index(["agent_id", "period"])
    composite = published.loc[(agent, f"2025-{month}-01"), "composite"]
    dimensions = found["dimensions"]
    assert found["composite"]["composite"] == pytest.approx(composite, abs=1e-6)
    assert sum(one["contribution"] for one in dimensions) == pytest.approx(composite, abs=1e-5)
    assert sum(one["weight"] for one in dimensions) == pytest.approx(1)
    assert sum(one["variance_share"] for one in dimensions) == pytest.approx(1, abs=1e-5)
    for one in dimensions:
        assert one["contribution"] == pytest.approx(one["weight"] * one["posterior_mean"], abs=1e-5)


def test_scores_and_evidence_are_those_of_the_mart(receipt, marts):
    scores = marts["agent_scores"]
    scores = scores[(scores["agent_id"] == "A3") & (scores["period"] == "2025-12-01")]
    for one, row in zip(receipt("A3")["dimensions"], scores.to_dict("records"), strict=True):
        assert one["dimension"] == row["dimension"]
        assert (one["n_evidence"], one["evidence_state"]) == (
            row["n_evidence"],
            row["evidence_state"],
        )
        for key in ("posterior_mean", "std_error"):
            assert one[key] == pytest.approx(row[key], abs=1e-6)
    mediation = receipt("A3")["dimensions"][3]
    assert mediation["score"] is None
    assert mediation["contribution"] == pytest.approx(0.15 * 58)


def test_adjustment_is_adjusted_less_raw_and_says_which_way(receipt):
    process, _, resolution, *_ = receipt("A1")["dimensions"]
    first, review = process["indicators"]
    assert first["adjustment"] == pytest.approx(0.88 - 0.9)
    assert (first["taken_out"], first["was_harder"]) == ("cases", False)
    assert (review["taken_out"], review["was_harder"]) == ("reviewers", True)
    # Fewer minutes are better: an adjusted time below the raw one means harder cases.
    assert resolution["indicators"][0]["was_harder"] is True
    assert review["cases_lacking"] == 2
    assert first["cases_lacking"] == 0


def test_chances_of_the_bars_agree_with_the_published_probabilities(receipt):
    ladder = receipt("A1")["ladder"]
    probabilities = list(ladder["probabilities"].values())
    tier = ladder["tier"]
    assert ladder["tiers"][tier]["chance_of_all_bars"] == pytest.approx(
        sum(probabilities[tier:]), abs=1e-5
    )


def test_what_would_change_it_changes_it(receipt):
    found = receipt("A1")
    up, error = found["up"], found["composite"]["std_error"]
    bar = up["composite_for_its_bar"]
    assert norm.sf(up["composite_cut"], bar, error) == pytest.approx(up["probability"], abs=1e-5)
    assert up["composite_for_all_bars"] >= bar - 1e-6
    down = found["down"]
    below = norm.cdf(down["composite_cut"], down["composite_at_most"], error)
    assert below == pytest.approx(down["probability"], abs=1e-5)


def test_gates_of_the_next_tier_with_what_there_is(receipt):
    gates = {gate["gate"]: gate for gate in receipt("A1")["ladder"]["gates"]}
    assert gates["evidence"]["there"] == sum(range(40, 46))
    assert (gates["tenure"]["there"], gates["tenure"]["passed"]) == (10, True)
    assert receipt("A1", dt.date(2025, 10, 1))["ladder"]["gates"][-1]["there"] == 8
    failed = {gate["gate"]: gate["passed"] for gate in receipt("A2")["ladder"]["gates"]}
    assert failed["critical_failure"] is False


def test_without_evidence_there_is_no_composite_to_take_apart(receipt):
    found = receipt("A4")
    assert found["ladder"]["change"] == "insufficient"
    assert found["composite"]["composite"] is None
    assert found["up"] is None
    assert all(one["contribution"] is None for one in found["dimensions"])
    assert receipt("A5")["period"] is None


@pytest.mark.parametrize("agent", ["A1", "A2", "A3", "A4", "A5"])
def test_it_is_plain_json(receipt, agent):
    assert json.loads(json.dumps(receipt(agent), allow_nan=False)) == receipt(agent)
