"""Settings of people: handles are once each and are nobody's id."""

from competency.loading import load_framework
from competency.people_config_rules import PEOPLE_RULES
from competency.points_rules import PointsRules

SHIPPED = load_framework()


def findings(**opt_in):
    points = PointsRules(opt_in=opt_in)
    people = SHIPPED.people.model_copy(update={"points": points})
    wrong = SHIPPED.model_copy(update={"people": people})
    return [one.message for rule in PEOPLE_RULES for one in rule(wrong)]


def test_handles_differ_and_are_no_ids():
    assert findings(A1="Whale", A2="Fox") == []
    assert len(findings(A1="Whale", A2="whale ")) == 2
    assert findings(A1="a1") == ["a handle must not be the agent's id."]


def test_nobody_takes_part_as_shipped():
    assert SHIPPED.people.points == PointsRules()
    assert SHIPPED.people.points.opt_in == {}
