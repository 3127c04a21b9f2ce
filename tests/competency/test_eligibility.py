"""Months in a row count, gaps break them, and what is not known is never held against anybody."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.eligibility import REASONS, assess, state_of
from competency.errors import CompetencyError

MONTH = dt.date(2026, 4, 1)


def judged(tiers, *, known=1.0, published=None, months=3, appealing=()):
    """One agent by tiers of January to April, None for a month without a row."""
    starts = pd.date_range("2026-01-01", periods=4, freq="MS")
    rows = [(when, tier) for when, tier in zip(starts, tiers, strict=True) if tier is not None]
    ladder = pd.DataFrame(rows, columns=["period", "tier"]).assign(agent_id="A")
    composites = pd.DataFrame({"agent_id": ["A"], "period": [starts[-1]], "known_weight": [known]})
    first = tiers[-1] if published is None else published
    (row,) = assess(
        4, months, 0.8, period=MONTH, ladder=ladder, composites=composites,
        published=pd.DataFrame({"agent_id": ["A"], "tier": [first]}),
        at_work=["A"], appealing=appealing,
    ).to_dict("records")  # fmt: skip
    return row["reason"], row["months_held"]


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ((3, 4, 4, 4), ("meets", 3)),
        ((4, 4, 4, 5), ("meets", 4)),
        ((4, 4, 3, 4), ("too_short", 1)),
        ((4, 4, None, 4), ("too_short", 1)),
        ((4, 4, 4, 3), ("below_tier", 0)),
        ((4, 4, 4, np.nan), ("no_tier", 0)),
        ((4, 4, 4, None), ("no_evidence", 0)),
    ],
)
def test_months_in_a_row(tiers, expected):
    assert judged(tiers) == expected


def test_what_comes_before_the_tier():
    assert judged((4, 4, 4, 4), known=0.79)[0] == "thin_evidence"
    assert judged((4, 4, 4, 4), known=np.nan)[0] == "thin_evidence"
    assert judged((4, 4, 4, 4), published=3)[0] == "restated"
    assert judged((4, 4, 4, 4), published=np.nan)[0] == "restated"
    assert judged((3, 3, 3, 3), appealing=["A"])[0] == "appeal_open"
    assert judged((4, 4, 4, 4), appealing=["A"])[0] == "meets"
    assert judged((3, 3, 3, 4), months=0)[0] == "meets"
    assert judged((4, 4, 4, 3), months=0)[0] == "below_tier"


def test_a_month_to_come_counts_for_nothing():
    later = pd.DataFrame({"agent_id": ["A"], "period": [pd.Timestamp("2026-05-01")], "tier": [5]})
    found = assess(
        4, 1, 0.8, period=MONTH, ladder=later, composites=later.assign(known_weight=1.0),
        published=later, at_work=["A"],
    )  # fmt: skip
    assert found["reason"].tolist() == ["no_evidence"]


def test_every_reason_has_a_state():
    assert {state_of(one) for one in REASONS} == {"eligible", "not_met", "not_assessable"}
    with pytest.raises(CompetencyError, match="no reason"):
        state_of("liked")
