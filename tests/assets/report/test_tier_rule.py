"""The rule of the next tier: every bar and gate of it, and when it would be sure enough."""

from datetime import date

import pytest

from assets.report.histories import load_histories
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.tier_rule import _gate, tier_rule
from competency.loading import load_framework
from report.agent_marts import add_agent_marts

NOW = date(2025, 11, 1)


@pytest.fixture(scope="module")
def told(marts):
    full = add_agent_marts(marts)
    names, histories = read_names(full), load_histories(full, NOW)
    return {
        person.agent_id: (person, tier_rule(person, names, histories))
        for person in load_people(full, NOW)
    }


def test_every_bar_and_gate_of_the_next_tier_is_listed(told):
    tiers = load_framework().ladder.tiers
    seen = set()
    for person, rule in told.values():
        if person.tier is None or person.tier == len(tiers):
            assert not rule.lines
            assert not rule.words
            continue
        wanted = tiers[person.tier]
        gates = [
            wanted.minimum_evidence, wanted.min_months, wanted.certificates, wanted.roles,
            wanted.mentees, wanted.feedback_360, load_framework().ladder.critical_months,
        ]  # fmt: skip
        asked = 1 + len(wanted.layer_floors) + sum(bool(gate) for gate in gates)
        assert len(rule.lines) == asked
        seen.add(person.tier)
    assert len(seen) > 1


def test_bars_say_how_sure_and_gates_do_not(told):
    _, rule = next(one for one in told.values() if one[1].lines)
    bars = [line for line in rule.lines if line.chance is not None]
    assert bars[0].name.en == "Overall score"
    assert all(line.passed is not None for line in bars)


def test_the_sentence_names_what_is_asked(told):
    for person, rule in told.values():
        if rule.words:
            assert "60 % sure" in rule.words[0].en
            dwell = [one for one in rule.words if "in the tier" in one.en]
            assert bool(dwell) == (person.ladder["months_in_tier"] < 3)


MENTEES = {"gate": "mentees", "asked": {"minimum": 2, "share": 0.6, "tier": "executing"},
           "there": None, "passed": False}  # fmt: skip
ROLE = {"gate": "role", "asked": ["mentor"], "there": None, "passed": False}
FEEDBACK = {"gate": "feedback_360", "asked": {"minimum_ratings": 4, "share": 0.65}, "there": None,
            "passed": False}  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "en", "zh", "now", "now_zh"),
    [
        (MENTEES, "Needs 2. Now 0, of whom 0.", "要求2人。目前0人，达到0人。", "0, of whom 0",
         "0人，达到0人"),
        (ROLE, "Leader is for the roles mentor.", "仅限以下角色：mentor。",
         "Leader is for the roles mentor", "仅限以下角色：mentor"),
        (FEEDBACK, "Needs 4 ratings. Now 3, mean 58%.", "要求4条。目前3条，均分58%。",
         "3, mean 58%", "3条，均分58%"),
    ],
)  # fmt: skip
def test_the_gate_in_the_way_shows_the_figure_its_words_give(gate, en, zh, now, now_zh):
    tiers = load_framework().ladder.tiers
    gate = {**gate, "asked": {**gate["asked"], "tier": tiers[2].key}} if gate is MENTEES else gate
    words = {"blocked_by_text": en, "blocked_by_text_zh": zh}
    line = _gate(gate, load_framework(), {"blocked_by": gate["gate"], **words})
    assert (line.there, line.passed) == ((now, now_zh), False)
    other = _gate(gate, load_framework(), {"blocked_by": "composite", **words})
    assert (other.there.en, other.there.zh, other.passed) == ("not shown here", "此处未显示", None)
    passed = _gate({**gate, "passed": True}, load_framework(), {"blocked_by": "dwell", **words})
    assert (passed.there.en, passed.passed) == ("enough", True)
