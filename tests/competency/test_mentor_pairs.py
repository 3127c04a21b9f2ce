"""Pairs of mentors: strength where it is needed, capacity, and who may not have whom."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.loading import load_framework
from competency.mentor_pairs import mentor_pairs
from competency.people_config_rules import PEOPLE_RULES
from competency.people_rules import PairingRules

SHIPPED = load_framework()
KEYS = SHIPPED.dimension_keys


def framework(**changed):
    people = SHIPPED.people.model_copy(
        update={"pairing": PairingRules.model_validate({"same_team": 0, "certified": 0} | changed)}
    )
    return SHIPPED.model_copy(update={"people": people})


def person(agent, **changed):
    return {
        "agent_id": agent, "role": "agent", "team_id": "T1", "manager_id": "boss",
        "mentor_id": None, "service_mentor_id": None, "language": "zh", "site": "S",
        "status": "active", "tenure_months": 1, "tier": 1,
    } | changed  # fmt: skip


def mentor(agent, **changed):
    return person(agent, **{"role": "mentor", "tenure_months": 40, "tier": 4} | changed)


def scores(**levels):
    """Points in all dimensions, or by dimension, of each person."""
    return pd.DataFrame(
        [
            {"agent_id": agent, "dimension": key,
             "score": level.get(key, 50.0) if isinstance(level, dict) else float(level)}
            for agent, level in levels.items()
            for key in KEYS
        ],
        columns=["agent_id", "dimension", "score"],
    )  # fmt: skip


def pairs(people, beliefs, certified=(), **rules):
    found = mentor_pairs(framework(**rules), pd.DataFrame(people), beliefs, certified)
    return found.set_index(["agent_id", "mentor_role"])


def test_each_role_takes_who_is_strong_in_what_is_lacking():
    beliefs = scores(new={"process": 20, "mediation": 20}, P={"process": 90}, M={"mediation": 90})
    found = pairs([person("new"), mentor("P"), mentor("M")], beliefs)
    assert found["mentor_id"].to_dict() == {("new", "business"): "P", ("new", "service"): "M"}
    assert found.loc[("new", "business"), "dimension"] == "process"
    assert "90 against 20" in found.loc[("new", "business"), "reason"]
    assert "导师90分，学员20分" in found.loc[("new", "service"), "reason_zh"]


def test_nobody_gets_one_person_as_both():
    found = pairs([person("new"), mentor("M")], scores(new=20, M=90))
    assert found["state"].to_dict() == {
        ("new", "business"): "suggested",
        ("new", "service"): "no_match",
    }
    held = [person("new", mentor_id="M"), mentor("M")]
    assert pairs(held, scores(new=20, M=90))["state"].to_dict() == {("new", "service"): "no_match"}


@pytest.mark.parametrize(
    ("mentee", "guide", "state"),
    [
        ({"manager_id": "M"}, {}, "no_match"),
        ({"language": "en"}, {}, "no_match"),
        ({"site": "elsewhere"}, {}, "no_match"),
        ({"language": None, "site": None}, {}, "suggested"),
        ({}, {"role": "agent"}, "no_mentors"),
        ({}, {"status": "leave"}, "no_mentors"),
    ],
)
def test_who_may_not_have_whom(mentee, guide, state):
    people = [person("new", **mentee), mentor("M", **guide)]
    found = pairs(people, scores(new=20, M=90))
    assert found.loc[("new", "business"), "state"] == state


def test_a_weaker_mentor_is_not_suggested():
    found = pairs([person("new"), mentor("M")], scores(new=80, M=30))
    assert found.loc[("new", "business"), "state"] == "nobody_stronger"


def test_capacity_counts_people_guided_already_in_both_roles():
    people = [person(f"N{i}") for i in range(3)] + [mentor("M")]
    people.append(person("old", mentor_id="M", service_mentor_id="elsewhere"))
    beliefs = scores(N0=20, N1=20, N2=20, old=20, M=90)
    found = pairs(people, beliefs, capacity=2)
    states = [found.loc[(f"N{i}", "business"), "state"] for i in range(3)]
    assert sorted(states) == ["no_capacity", "no_capacity", "suggested"]


def test_a_mentor_who_left_is_lacking_and_who_is_settled_or_away_needs_nobody():
    people = [
        person("left", mentor_id="gone", service_mentor_id="M"), mentor("M"), mentor("N"),
        person("settled", tenure_months=20, tier=3), person("away", status="leave"),
        person("lead", role="leader"),
    ]  # fmt: skip
    found = pairs(people, scores(left=20, M=90, N=80))
    assert found.index.tolist() == [("left", "business")]
    assert found["mentor_id"].tolist() == ["N"]


def test_team_and_certificate_decide_between_alikes():
    people = [person("new"), mentor("A", team_id="T2"), mentor("B")]
    beliefs = scores(new=20, A=90, B=90)
    assert pairs(people, beliefs, same_team=5).loc[("new", "business"), "mentor_id"] == "B"
    rules = framework(same_team=2, certified=9)
    found = mentor_pairs(rules, pd.DataFrame(people), beliefs, {"A"})
    found = found.set_index(["agent_id", "mentor_role"])
    assert found.loc[("new", "business"), "mentor_id"] == "A"
    assert "certified" in found.loc[("new", "business"), "reason"]


@given(st.lists(st.lists(st.integers(55, 95), min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_no_other_assignment_is_stronger(strength):
    keys = SHIPPED.people.pairing.business
    levels = {f"M{j}": dict(zip(keys, row, strict=True)) for j, row in enumerate(strength)}
    for i, key in enumerate(keys):
        levels[f"N{i}"] = dict.fromkeys(keys, 99.0) | {key: 20.0}
    people = [person(f"N{i}", service_mentor_id="x") for i in range(3)]
    people += [person("x", tenure_months=50, tier=4)] + [mentor(f"M{j}") for j in range(3)]
    found = pairs(people, scores(**levels), capacity=1)
    total = found["strength"].sum()
    best = max(
        sum(strength[j][i] for i, j in enumerate(order))
        for order in product(range(3), repeat=3)
        if len(set(order)) == 3
    )
    assert total == pytest.approx(best)


def test_nobody_and_nothing_known():
    assert mentor_pairs(SHIPPED, pd.DataFrame([person("A")]).iloc[:0], scores()).empty
    found = pairs([person("new", tenure_months=None, tier=None), mentor("M")], scores())
    assert set(found["state"]) <= {"nobody_stronger", "no_match"}


def test_order_of_rows_changes_nothing():
    random = np.random.default_rng(1)
    people = [person(f"N{i}") for i in range(5)] + [mentor(f"M{i}") for i in range(4)]
    beliefs = scores(**{one["agent_id"]: random.uniform(20, 90) for one in people})
    pd.testing.assert_frame_equal(pairs(people, beliefs), pairs(people[::-1], beliefs.iloc[::-1]))


def test_dimensions_that_are_not_there_are_refused():
    wrong = framework(business=["colour"], service=[])
    said = [one.message for rule in PEOPLE_RULES for one in rule(wrong)]
    assert any("colour" in one for one in said)
    assert any("at least one" in one for one in said)
    assert [one for rule in PEOPLE_RULES for one in rule(SHIPPED)] == []
