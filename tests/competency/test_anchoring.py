from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from competency.anchoring import anchor, indicator_then, scale_by_month
from competency.anchoring import scale_of as scale_of_values
from competency.editions import Editions
from competency.frames import empty


def scale_of(framework, levels, sd=None):
    """The scale of a centre whose average agents are at `levels`, on the scale of the model."""
    items = tuple(framework.indicator(key) for key in levels)
    sign = np.array([1.0 if item.direction == "higher" else -1.0 for item in items])
    loading = np.array([0.1 if sd is None else sd[item.key] for item in items])
    structure = SimpleNamespace(mean=np.array(list(levels.values())) * sign, loading=loading)
    seen = SimpleNamespace(items=items, sign=sign)
    return anchor(framework, seen, structure, empty("fitted_effects"))


def test_the_average_agent_stands_where_the_targets_put_the_centre(framework):
    found = scale_of(framework, {"qa_process": 0.81, "qa_knowledge": 0.75})
    # 70 points from 0.60 to 0.90.
    assert found.average[:2] == pytest.approx([49, 35])
    assert np.isnan(found.average[2:]).all()


def test_indicators_count_by_their_weight(framework):
    found = scale_of(framework, {"qa_process": 0.9, "test_process": 0.5})
    heavy, light = (framework.indicator(key).weight for key in ("qa_process", "test_process"))
    assert found.average[0] == pytest.approx(70 * heavy / (heavy + light))


@pytest.mark.parametrize(("level", "points"), [(0.1, 20), (1.0, 80)])
def test_targets_far_off_leave_room_on_the_scale(framework, level, points):
    assert scale_of(framework, {"qa_process": level}).average[0] == points


def test_a_deviation_is_worth_the_same_on_every_dimension(framework):
    found = scale_of(
        framework,
        {"qa_process": 0.8, "qa_knowledge": 0.8},
        {"qa_process": 0.06, "qa_knowledge": 0.09},
    )
    points = 70 / 0.3 * np.array([0.06, 0.09])
    weights = [framework.dimensions[place].weight for place in (0, 1)]
    assert found.slope == pytest.approx(np.average(points, weights=weights))


def test_less_is_better_turns_the_direction_not_the_worth(framework):
    found = scale_of(framework, {"search_seconds": np.log(19.0)}, {"search_seconds": 0.2})
    assert found.average[1] == pytest.approx(70 * 11 / 22)
    assert found.slope == pytest.approx(70 / 22 * 19 * 0.2)


def test_a_share_is_anchored_at_the_rate_of_all_cases(framework):
    effects = pd.DataFrame(
        {"indicator": "reopened", "factor": "complexity", "effect": [1.0, -1.0], "n": 1.0}
    )
    item = framework.indicator("reopened")
    structure = SimpleNamespace(mean=np.array([1.5]), loading=np.array([0.4]))
    seen = SimpleNamespace(items=(item,), sign=np.array([-1.0]))
    mixed = anchor(framework, seen, structure, effects).average[2]
    plain = anchor(framework, seen, structure, effects.head(0)).average[2]
    assert mixed < plain


def test_each_month_is_held_to_the_targets_and_weights_then_in_force(framework):
    now = tuple(
        item.model_copy(update={"target": 0.95, "weight": 0.5})
        if item.key == "qa_process"
        else item
        for item in framework.indicators
    )
    editions = Editions((framework, framework.model_copy(update={"indicators": now})), (0, 9))
    keys = ("qa_process", "test_process", "qa_knowledge")
    items = tuple(editions.latest.indicator(key) for key in keys)
    seen = SimpleNamespace(items=items, grid=SimpleNamespace(months=np.array([7, 8, 9, 10])))
    value, worth = np.array([0.81, 0.6, 0.75]), np.array([0.06, 0.06, 0.06])
    latest = scale_of_values(editions.latest, items, value, worth)
    found = scale_by_month(editions, seen, latest)
    old = scale_of_values(framework, [framework.indicator(key) for key in keys], value, worth)
    for column, one in ((slice(2), old), (slice(2, 4), latest)):
        np.testing.assert_array_equal(found.average[column], [one.average] * 2)
        np.testing.assert_array_equal(found.slope[column], [one.slope] * 2)
    assert found.slope[0] != found.slope[2]


def test_months_that_knew_nothing_of_a_dimension_are_held_to_what_is_known_now(framework):
    without = framework.model_copy(
        update={"indicators": tuple(one for one in framework.indicators if one.key != "qa_growth")}
    )
    editions = Editions((without, framework), (0, 9))
    items = (framework.indicator("qa_process"), framework.indicator("qa_growth"))
    seen = SimpleNamespace(items=items, grid=SimpleNamespace(months=np.array([8, 9])))
    latest = scale_of_values(framework, items, np.array([0.8, 0.8]), np.array([0.06, 0.06]))
    found = scale_by_month(editions, seen, latest)
    np.testing.assert_array_equal(found.average[0], found.average[1])
    switched = framework.indicator("qa_process").model_copy(update={"enabled": False})
    off = framework.model_copy(update={"indicators": (switched,)})
    assert indicator_then(off, items[0]).weight == 0
    other = switched.model_copy(update={"unit": "points", "target": 3.0})
    changed = framework.model_copy(update={"indicators": (other,)})
    assert indicator_then(changed, items[0]).target == items[0].target
