import datetime as dt

import pytest

from competency.calendar_rules import Calendar
from competency.config_rules import broken_rules

DAY = dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("calendar", "place", "words"),
    [
        pytest.param(Calendar(holidays=(DAY, DAY)), ("holidays", 1), "twice", id="holiday"),
        pytest.param(Calendar(extra_days=(DAY, DAY)), ("extra_days", 1), "twice", id="extra day"),
        pytest.param(
            Calendar(working_days=("mon", "tue", "mon")),
            ("working_days", 2),
            "mon is",
            id="weekday",
        ),
        pytest.param(
            Calendar(holidays=(DAY,), extra_days=(DAY,)),
            ("extra_days", 0),
            "cannot be both",
            id="off and worked",
        ),
    ],
)
def test_a_day_is_named_once(framework, calendar, place, words):
    (one,) = broken_rules(framework.model_copy(update={"calendar": calendar}))
    assert one.path == ("calendar", *place)
    assert words in one.message


def test_a_sound_calendar_is_left_alone(framework):
    calendar = Calendar(holidays=(DAY,), extra_days=(dt.date(2026, 10, 10),))
    assert broken_rules(framework.model_copy(update={"calendar": calendar})) == []
