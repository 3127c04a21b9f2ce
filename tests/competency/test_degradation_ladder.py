import numpy as np
import pandas as pd
import pytest

from competency.config_types import Text
from competency.decided import configurations
from competency.degradation_ladder import frozen_records, tell_freeze, tell_loss
from competency.frames import empty
from competency.ladder import place_agents

WORDS = Text(en="Frozen: audit.", zh="冻结：审计。")


def ladder(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "period", "tier"])
    return frame.assign(period=pd.to_datetime(frame["period"]), tier=frame["tier"].astype("Int64"))


def people(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "period"])
    return frame.assign(period=pd.to_datetime(frame["period"]))


def no_records():
    return pd.DataFrame(columns=["agent_id", "period", "measure", "value", "config_sha256"])


BEFORE = ladder(("A1", "2026-02-01", 3), ("A2", "2026-02-01", None), ("A1", "2026-01-01", 2))


def test_everybody_stands_where_the_last_result_has_them_in_every_month_since(framework):
    now = people(("A1", "2026-01-01"), ("A1", "2026-03-01"), ("A3", "2026-03-01"))
    frozen = frozen_records(no_records(), BEFORE, now, framework)
    found = {(row.agent_id, row.period.month): row.value for row in frozen.itertuples(index=False)}
    since = {(agent, month) for agent in ("A1", "A2", "A3") for month in (2, 3)}
    assert found.keys() == since | {("A1", 1)}
    assert found["A1", 1] == 2, "a month before that is not settled stays as published"
    assert found["A1", 2] == found["A1", 3] == 3
    # Who had no tier, or was not there, has none until the freeze is over.
    assert all(np.isnan(found[agent, 3]) for agent in ("A2", "A3"))
    march = 2026 * 12 + 2
    assert set(frozen["config_sha256"]) == set(configurations(framework, np.array([march])))


def test_months_on_record_before_stay_on_record(framework):
    earlier = pd.DataFrame(
        {
            "agent_id": ["A1", "A1"],
            "period": pd.to_datetime(["2026-01-01", "2026-02-01"]),
            "measure": "tier",
            "value": [5.0, 4.0],
            "config_sha256": configurations(framework, np.array([2026 * 12]))[0],
        }
    )
    found = frozen_records(earlier, BEFORE, people(("A1", "2026-02-01")), framework)
    mine = found[found["agent_id"] == "A1"].set_index("period")["value"]
    assert mine.to_dict() == {pd.Timestamp("2026-01-01"): 5, pd.Timestamp("2026-02-01"): 3}


def test_without_a_result_before_nothing_is_frozen(framework):
    records = no_records()
    assert frozen_records(records, BEFORE[:0], people(("A1", "2026-02-01")), framework) is records


def test_nobody_moves_whatever_the_scores_say_and_the_walk_goes_on_from_there(framework, make):
    # A would rise in the fourth month, B would fall, C would be placed for the first time.
    beliefs = make.beliefs(
        {"A": [50, 50, 50, 72, 72], "B": [59] * 3 + [20] * 2, "C": [None] * 3 + [59, 59]}
    )
    months = [f"2026-{month:02d}" for month in range(1, 6)]
    assert sorted({one % 12 + 1 for one in beliefs.month.tolist()}) == [1, 2, 3, 4, 5]
    roster = make.roster(list(beliefs.agents), months, role="leader")

    def placed(records):
        frame = place_agents(
            framework, beliefs, empty("dimension_weights"), roster, make.no_certificates(),
            make.no_marks(), make.no_reviews(), records,
        )  # fmt: skip
        return frame.pivot(index="agent_id", columns="period", values="tier"), frame

    free, frame = placed(None)
    assert (
        free.iloc[:, 3:].fillna(0).to_numpy().tolist()
        != free.iloc[:, [2, 2]].fillna(0).to_numpy().tolist()
    )
    before = frame[frame["period"] <= "2026-03-01"]
    frozen, frame = placed(frozen_records(no_records(), before, roster, framework))
    for month in frozen.columns[3:]:
        assert frozen[month].fillna(0).tolist() == free[frozen.columns[2]].fillna(0).tolist()
    since = frame[frame["period"] > "2026-03-01"]
    assert set(since["change"]) == {"held", "insufficient"}


def _placed(*tiers):
    periods = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"][: len(tiers)])
    return pd.DataFrame(
        {
            "period": periods,
            "tier": pd.array(tiers, dtype="Int64"),
            "blocked_by": "dwell",
            "blocked_by_text": "a",
            "blocked_by_text_zh": "b",
        }
    )


def test_frozen_months_say_why(framework):
    told = tell_freeze(_placed(2, 3, 3), BEFORE, WORDS)
    assert told["blocked_by"].tolist() == ["dwell", "dwell", "frozen"]
    assert told["blocked_by_text"].tolist() == ["a", "a", WORDS.en]
    assert told["blocked_by_text_zh"].tolist() == ["b", "b", WORDS.zh]
    # Of the same month again: that is the month it rules.
    assert tell_freeze(_placed(2, 3), BEFORE, WORDS)["blocked_by"].tolist() == ["dwell", "frozen"]


@pytest.mark.parametrize(("last", "text"), [(None, WORDS.en), (3, "a")])
def test_only_who_has_no_tier_in_the_last_month_is_told_of_the_loss(last, text):
    told = tell_loss(_placed(None, None, last), WORDS)
    assert told["blocked_by_text"].tolist() == ["a", "a", text]
