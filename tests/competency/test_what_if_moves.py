import pandas as pd
import pytest

from competency.composite import compose
from competency.decided import tier_configuration
from competency.frames import empty
from competency.ladder import place_agents
from competency.weights import weigh_dimensions
from competency.what_if_moves import (
    STANDING,
    Side,
    people_moved,
    standing,
    teams_touched,
    tier_counts,
    weights_beside,
)

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
#: Beliefs of five months before and after.
BEFORE = {"A": [56, 56, 56, 56, 56], "B": [50] * 5, "C": [60] * 5, "D": [48] * 5, "E": [None] * 5}
AFTER = {"A": [56, 56, 56, 60, 60], "B": [50] * 5, "C": [54] * 5, "D": [48] * 5, "E": [50] * 5}


@pytest.fixture
def side(framework, make):
    def build(histories, rules=framework, records=None, **columns):
        beliefs = make.beliefs(histories, error=1.0)
        people = make.roster(sorted(histories), list(MONTHS), **columns)
        weights = weigh_dimensions(
            rules, empty("weight_importance"), empty("weight_demand"), people["period"]
        )
        ladder = place_agents(
            rules, beliefs, weights, people, make.no_certificates(), make.no_marks(),
            make.no_reviews(), records,
        )  # fmt: skip
        return Side(
            framework=rules,
            posterior=beliefs,
            weights=weights,
            composites=compose(rules, beliefs, weights),
            ladder=ladder,
            obstacles=lambda rows: [None] * len(rows),
        )

    return build


def test_everybody_of_the_latest_month_stands_beside_themselves(side):
    found = standing(side(BEFORE), side(AFTER))
    assert list(found.columns) == list(STANDING)
    tiers = found.set_index("agent_id")[["tier_before", "tier_after"]]
    assert tiers.to_numpy().tolist() == [[2, 3], [2, 2], [3, 2], [2, 2], [0, 2]]
    composite = found.set_index("agent_id").loc["A", ["composite_before", "composite_after"]]
    assert composite.tolist() == pytest.approx([56, 60])
    assert pd.isna(found.set_index("agent_id").loc["E", "composite_before"])


def test_nobody_moves_where_nothing_differs(side):
    assert people_moved(side(BEFORE), side(BEFORE)).empty


def test_a_tier_on_record_that_is_not_kept_is_the_reason(framework, side):
    records = pd.DataFrame(
        {
            "agent_id": "B",
            "period": pd.to_datetime([f"{month}-01" for month in MONTHS]),
            "measure": "tier",
            "value": 4,
            "config_sha256": tier_configuration(framework),
        }
    )
    found = people_moved(side(BEFORE, records=records), side(BEFORE)).set_index("agent_id")
    assert found.index.tolist() == ["B"]
    assert found.loc["B", "reason"].startswith("The month is placed anew")


def test_those_who_move_have_the_month_and_reason_where_ways_part(side):
    found = people_moved(side(BEFORE), side(AFTER)).set_index("agent_id")
    assert found.index.tolist() == ["A", "C", "E"]
    assert f"{found.loc['A', 'since']:%Y-%m}" == "2026-04"
    assert found.loc["A", "reason"].startswith("Composite 56.0 → 60.0")
    assert f"{found.loc['C', 'since']:%Y-%m}" == "2026-01"
    assert found.loc["C", "reason"].startswith("Composite 60.0 → 54.0")
    assert "evidence" in found.loc["E", "reason"].lower()
    assert found["reason_zh"].str.contains("[一-龥]").all()


def test_a_difference_that_has_passed_is_no_move(side):
    # The tier is lost for two months and won back.
    level = {"A": [60, 60, 60, 60, 60]}
    gone = {"A": [None, None, 60, 60, 60]}
    assert people_moved(side(level), side(gone)).empty


def test_a_difference_that_comes_back_counts_from_its_last_begin(side):
    before = {"A": [50, None, 50, 50, 50]}
    after = {"A": [60, None, 60, 60, 60]}
    found = people_moved(side(before), side(after))
    assert f"{found.loc[0, 'since']:%Y-%m}" == "2026-03"


def test_tiers_are_counted_with_those_without(side):
    counts = tier_counts(standing(side(BEFORE), side(AFTER)), 5)
    assert counts == {"before": [1, 0, 3, 1, 0, 0], "after": [0, 0, 4, 1, 0, 0]}


def test_teams_most_moved_come_first(side):
    team = [*["T1"] * 15, *["T2"] * 10]  # A, B, C in one, D and E in the other
    found = teams_touched(standing(side(BEFORE, team_id=team), side(AFTER, team_id=team)))
    assert found["team_id"].tolist() == ["T1", "T2"]
    first = found.iloc[0]
    assert (first["agents"], first["moved"], first["up"], first["down"]) == (3, 2, 1, 1)
    assert first["composite_change"] == pytest.approx((4 - 6) / 3)
    # A tier anew is a move, but not up.
    second = found.iloc[1]
    assert (second["moved"], second["up"], second["down"]) == (1, 0, 0)


def test_weights_of_the_latest_month(framework, side):
    shares = {"process": 0.30, "knowledge": 0.05}
    other = framework.model_copy(
        update={
            "dimensions": tuple(
                item.model_copy(update={"weight": shares.get(item.key, item.weight)})
                for item in framework.dimensions
            )
        }
    )
    found = weights_beside(side(BEFORE).weights, side(BEFORE, other).weights, framework)
    assert found[:2].tolist() == [[0.2, 0.3], [0.15, 0.05]]
    assert found.sum(axis=0) == pytest.approx([1, 1])
