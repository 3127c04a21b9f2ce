"""Rules between fields of service standards: each refuses what it must, and names the place."""

import datetime as dt

import pytest

from competency.loading import load_framework
from competency.standards_config_rules import STANDARDS_RULES
from competency.standards_rules import ServiceStandard, StandardsRules

WORDS = {"en": "smile", "zh": "微笑"}


def findings(**changes):
    given = {
        "key": "smile", "level": "basic", "scenario": WORDS, "standard": WORDS,
        "indicator": "satisfied",
    }  # fmt: skip
    table = (ServiceStandard(**{**given, **changes}),)
    framework = load_framework().model_copy(update={"standards": StandardsRules(table=table)})
    return [one.path[3:] for rule in STANDARDS_RULES for one in rule(framework)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"indicator": "satisfiedd"}, ("indicator",)),
        ({"targets": {"banking": 0.9}}, ("targets", "banking")),
        ({"target": 90}, ("target",)),
        ({"targets": {"finance": 90}}, ("targets", "finance")),
        ({"valid_to": dt.date(1999 + 1, 1, 1)}, ("valid_to",)),
    ],
)
def test_what_cannot_hold_is_refused(changes, place):
    assert findings(**changes) == [place]


def test_a_sound_standard_passes():
    assert findings(target=0.9, targets={"finance": 0.95}, valid_to=dt.date(2027, 1, 1)) == []
    assert findings(indicator="handle_minutes", target=8.0) == []
