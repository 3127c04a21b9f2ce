import numpy as np
import pandas as pd
import pytest

from competency.decided import configurations, decided, standing_records, tier_configuration
from competency.editions import Editions
from competency.errors import MissingColumnsError

JANUARY = 2026 * 12


def record(*rows):
    """Rows of `month_records`: agent, month of 2026, value, configuration, measure."""
    rows = [row if len(row) == 5 else (*row, "tier") for row in rows]
    frame = pd.DataFrame(rows, columns=["agent_id", "month", "value", "config_sha256", "measure"])
    frame["period"] = pd.to_datetime([f"2026-{month:02d}-01" for month in frame["month"]])
    return frame.drop(columns="month")


def changed(framework, part, **fields):
    return framework.model_copy(update={part: getattr(framework, part).model_copy(update=fields)})


def with_target(framework, key, target):
    indicators = tuple(
        one.model_copy(update={"target": target}) if one.key == key else one
        for one in framework.indicators
    )
    return framework.model_copy(update={"indicators": indicators})


def test_what_has_a_part_in_tiers_makes_another_configuration(framework):
    shipped = tier_configuration(framework)
    promotion = framework.ladder.promotion.model_copy(update={"probability": 0.65})
    for other in (
        changed(framework, "ladder", promotion=promotion),
        changed(framework, "recalibration", step_limit=0.03),
        with_target(framework, "qa_process", 0.99),
        framework.model_copy(update={"closure_hours": 12.0}),
        framework.model_copy(update={"profile": "finance"}),  # other weights
    ):
        assert tier_configuration(other) != shipped


def test_what_has_none_leaves_it_as_it_is(framework):
    shipped = tier_configuration(framework)
    first, *rest = framework.ladder.tiers
    renamed = first.model_copy(update={"name": first.name.model_copy(update={"en": "Start"})})
    for other in (
        framework.resolved(),
        changed(framework, "paths", minutes_per_week=30),
        changed(framework, "effects", prior_uplift=1.0),
        changed(framework, "guards", review_months=6),
        changed(framework, "ladder", tiers=(renamed, *rest)),
        type(framework).model_validate_json(framework.to_json()),
    ):
        assert tier_configuration(other) == shipped


def test_each_month_has_its_own(framework):
    other = changed(framework, "recalibration", step_limit=0.03)
    editions = Editions((framework, other), (0, JANUARY + 1))
    found = configurations(editions, np.array([JANUARY - 9, JANUARY, JANUARY + 1]))
    assert found == [tier_configuration(one) for one in (framework, framework, other)]


def test_a_record_stands_under_its_own_configuration_only(framework):
    other = changed(framework, "recalibration", step_limit=0.03)
    one, two = tier_configuration(framework), tier_configuration(other)
    records = record(
        ("A", 1, 3, one), ("A", 1, 4, two), ("A", 2, 3, one), ("A", 2, 4, two),
        ("A", 1, 55.5, one, "composite"),
    )  # fmt: skip
    editions = Editions((framework, other), (0, JANUARY + 1))
    assert standing_records(records, editions)["value"].tolist() == [3, 4]
    assert standing_records(records, framework)["value"].tolist() == [3, 3]
    assert standing_records(records.iloc[:0], framework).empty


def test_people_by_their_place_and_no_tier_as_none(framework):
    mine = tier_configuration(framework)
    records = record(("B", 1, None, mine), ("A", 2, 3, mine), ("gone", 1, 2, mine))
    found = decided(records, framework, pd.Index(["A", "B"], dtype="string"))
    assert found.agent.tolist() == [1, 0]
    assert found.month.tolist() == [JANUARY, JANUARY + 1]
    assert found.tier.tolist() == [0, 3]


def test_a_table_that_is_none_is_named(framework):
    with pytest.raises(MissingColumnsError, match="month_records"):
        standing_records(pd.DataFrame({"agent_id": []}), framework)
