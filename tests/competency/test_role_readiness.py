"""Next roles: who is ready, who lacks what, who is not asked at all."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from competency.framework import Framework
from competency.loading import load_framework
from competency.posterior import Posterior
from competency.role_config_rules import ROLE_RULES
from competency.role_readiness import role_readiness
from competency.role_rules import RoleRules, TargetRole

SHIPPED = load_framework()
KEYS = SHIPPED.dimension_keys


def target(**changed) -> TargetRole:
    told = {"key": "desk", "name": {"en": "Desk", "zh": "专席"}, "kind": "rotation",
            "teams": ["*desk*"], "dimensions": {"mediation": 60, "relationship": 55}}  # fmt: skip
    return TargetRole.model_validate(told | changed)


def framework(*targets: TargetRole) -> Framework:
    return SHIPPED.model_copy(update={"roles": RoleRules(targets=targets or (target(),))})


def posterior(means: dict[str, float], error=4.0, correlation=0.0, enough=True) -> Posterior:
    """Everybody's beliefs: the same mean in all dimensions."""
    agents = pd.Index(sorted(means), dtype="string")
    size = len(KEYS)
    covariance = error**2 * ((1 - correlation) * np.eye(size) + correlation)
    n = len(agents)
    return Posterior(
        agents, np.arange(n), np.full(n, 24311),
        np.array([[means[agent]] * size for agent in agents], dtype=float).reshape(n, size),
        np.broadcast_to(covariance, (n, size, size)).copy(), np.full((n, size), 50.0),
        np.full((n, size), enough), np.ones(size, dtype=bool),
    )  # fmt: skip


def person(agent, **changed):
    return {"agent_id": agent, "role": "agent", "team_id": "T1", "team_name": "Front",
            "tenure_months": 20, "tier": 4, "critical_failures": 0} | changed  # fmt: skip


def found(beliefs, *people, rules=None, certified=None):
    frame = role_readiness(rules or framework(), beliefs, pd.DataFrame(people), certified)
    return frame.set_index(["agent_id", "role_key"])


def test_the_chance_is_that_of_all_bars_at_once():
    beliefs = posterior({"A": 60.0}, error=5.0)
    line = found(beliefs, person("A")).loc[("A", "desk")]
    exact = stats.norm.cdf(0.0) * stats.norm.cdf(1.0)
    assert line["chance"] == pytest.approx(exact, abs=0.01)
    assert line["lacking"] == "dimension:mediation"
    assert "50 % sure" in line["lacking_text"]
    assert "把握50%" in line["lacking_text_zh"]


def test_who_clears_all_is_ready_and_lacks_nothing():
    line = found(posterior({"A": 80.0}), person("A")).loc[("A", "desk")]
    assert (line["state"], line["n_lacking"]) == ("ready", 0)
    assert pd.isna(line["lacking_text"])


def test_each_bar_alone_is_not_all_of_them():
    bars = {"mediation": 60, "relationship": 60, "process": 60, "growth": 60}
    rules = framework(target(dimensions=bars))
    line = found(posterior({"A": 62.0}, error=4.0), person("A"), rules=rules).loc[("A", "desk")]
    assert line["lacking"] == "all_at_once"
    assert line["state"] == "not_ready"


@pytest.mark.parametrize(
    ("changed", "rule", "lacks"),
    [
        ({"tier": 1}, {"minimum_tier": 3}, "tier"),
        ({"tier": None}, {"minimum_tier": 3}, "tier"),
        ({"tenure_months": 2}, {"minimum_months": 6}, "months"),
        ({"critical_failures": 1}, {}, "critical_failures"),
        ({}, {"mentor_certificate": True}, "certificate"),
    ],
)
def test_what_is_not_met_is_named(changed, rule, lacks):
    beliefs = posterior({"A": 80.0, "B": 80.0})
    rules = framework(target(**rule))
    lines = found(beliefs, person("A", **changed), person("B"), rules=rules, certified={"B"})
    assert lines.loc[("A", "desk"), "lacking"] == lacks
    assert lines.loc[("A", "desk"), "state"] == "not_ready"
    assert lines.loc[("B", "desk"), "state"] == "ready"


def test_what_the_exports_do_not_tell_is_not_asked():
    rules = framework(target(minimum_months=12, mentor_certificate=True))
    lines = found(
        posterior({"A": 80.0}), person("A", tenure_months=None, critical_failures=None), rules=rules
    )
    assert lines.loc[("A", "desk"), "state"] == "ready"


def test_too_little_evidence_is_unknown_and_no_verdict():
    lines = found(posterior({"A": 80.0}, enough=False), person("A"), person("new"))
    assert lines["state"].tolist() == ["unknown", "unknown"]
    assert lines["chance"].isna().all()
    assert "too little evidence" in lines["lacking_text"].iloc[0]


def test_nobody_is_proposed_for_where_they_are_or_what_they_are():
    beliefs = posterior({"A": 80.0, "B": 80.0, "C": 80.0})
    lines = found(
        beliefs, person("A", team_name="Late DESK"), person("B", role="leader"),
        person("C", role=None),
    )  # fmt: skip
    assert [agent for agent, _ in lines.index] == ["C"]


def test_nobody_at_all_and_no_targets():
    empty = pd.DataFrame([person("A")]).iloc[:0]
    assert role_readiness(framework(), posterior({}), empty).empty
    none = SHIPPED.model_copy(update={"roles": RoleRules(targets=())})
    assert role_readiness(none, posterior({}), pd.DataFrame([person("A")])).empty
    lone = found(posterior({}), person("A"))
    assert lone.loc[("A", "desk"), "state"] == "unknown"


def test_a_better_belief_never_lowers_the_chance():
    chances = [
        found(posterior({"A": mean}, correlation=0.5), person("A"))["chance"].iloc[0]
        for mean in np.linspace(40, 80, 15)
    ]
    assert (np.diff(chances) >= 0).all()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"minimum_tier": 9}, "the ladder has 5"),
        ({"dimensions": {"colour": 50}}, "colour"),
        ({"teams": []}, "name the teams"),
    ],
)
def test_settings_that_cannot_be_are_refused(changed, says):
    (finding,) = [one for rule in ROLE_RULES for one in rule(framework(target(**changed)))]
    assert says in finding.message


def test_a_key_twice_is_refused_and_the_shipped_targets_are_sound():
    twice = framework(target(), target())
    assert any("twice" in one.message for rule in ROLE_RULES for one in rule(twice))
    assert [one for rule in ROLE_RULES for one in rule(SHIPPED)] == []
    assert SHIPPED.roles == RoleRules()
