import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.decided import Decided
from competency.frames import empty
from competency.mentees import mentorship
from competency.tier_evidence import tier_evidence
from competency.tier_gates import tier_gates
from competency.tier_walk import CHANGES, walk

SURE = 0.5  # error of each dimension: a level above a cut is surely above it


def ruled(framework, clock="since_hire", reversal=(0.9, 0), **moves):
    """The framework without waiting times except those given, as promotion=(p, dwell, grace)."""
    keys = dict(zip(("probability", "months"), reversal, strict=True))
    changes = {"clock": clock, "reversal": framework.ladder.reversal.model_copy(update=keys)}
    for name, default in (("promotion", (0.6, 0, 0)), ("demotion", (0.7, 0, 0))):
        keys = ("probability", "dwell_months", "grace_months")
        values = dict(zip(keys, moves.get(name, default), strict=True))
        changes[name] = getattr(framework.ladder, name).model_copy(update=values)
    return framework.model_copy(update={"ladder": framework.ladder.model_copy(update=changes)})


def walked(framework, make, beliefs, critical=None, taken=None, **roster):
    months = sorted({f"{one // 12}-{one % 12 + 1:02d}" for one in beliefs.month.tolist()})
    people = make.roster(list(beliefs.agents), months, **{"role": "leader", **roster})
    gates = tier_gates(
        framework,
        beliefs,
        people,
        make.no_certificates(),
        make.no_marks(),
        make.no_reviews() if critical is None else critical,
    )
    shown = tier_evidence(framework, beliefs, empty("dimension_weights"))
    return walk(framework, beliefs, shown, gates, mentorship(beliefs, people), taken)


def tiers_of(framework, make, levels, error=SURE, **more):
    return walked(framework, make, make.beliefs({"A": levels}, error=error), **more).tier.tolist()


def changes_of(places):
    return [CHANGES[one] for one in places.change]


def failed(*periods, n=1):
    return pd.DataFrame(
        {
            "agent_id": "A",
            "period": pd.to_datetime(list(periods)),
            "n_reviews": 5,
            "n_critical": n,
        }
    )


def test_going_up_and_down_takes_good_reason(framework, make):
    # Error 2 makes the composite's .8485. 57.1 has a chance of .55 at 57: enough to be placed
    # first, not to be promoted. 56.7 is .36 likely at 57: not enough to fall; 55 is.
    beliefs = make.beliefs({"A": [50, 57.1, 58, 56.7, 55, 70]}, error=2)
    places = walked(ruled(framework), make, beliefs)
    assert places.tier.tolist() == [2, 2, 3, 3, 2, 4]
    assert changes_of(places) == ["first", "held", "promoted", "held", "demoted", "promoted"]
    assert places.previous.tolist() == [0, 2, 2, 3, 3, 2]
    assert places.months_in_tier.tolist() == [0, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("level", "tier"), [pytest.param(57.1, 3, id="above even"), pytest.param(56.9, 2, id="below")]
)
def test_first_placement_is_at_even_odds(framework, make, level, tier):
    assert tiers_of(ruled(framework), make, [level], error=2) == [tier]


@pytest.mark.parametrize(
    ("rule", "levels", "tiers"),
    [
        pytest.param((0.6, 2, 0), [50, 60, 60, 72], [2, 2, 3, 3], id="dwell after every move"),
        pytest.param((0.6, 0, 0), [50, 60, 60, 72], [2, 3, 3, 4], id="no dwell"),
        pytest.param((0.6, 0, 1), [50, 60, 60, 60], [2, 2, 3, 3], id="grace of a month"),
        pytest.param((0.6, 0, 1), [50, 60, 50, 60, 60], [2, 2, 2, 2, 3], id="not in a row"),
        pytest.param((0.6, 0, 1), [50, 70, 60, 60], [2, 2, 3, 3], id="as far as confirmed"),
        pytest.param((0.6, 0, 2), [60, 60, 70, 70, 70], [3, 3, 3, 3, 4], id="grace of two"),
        pytest.param((0.6, 0, 1), [50, 60, None, 60, 60], [2, 2, 0, 2, 3], id="unknown between"),
    ],
)
def test_promotion_waits(framework, make, rule, levels, tiers):
    assert tiers_of(ruled(framework, promotion=rule), make, levels) == tiers


@pytest.mark.parametrize(
    ("rule", "levels", "tiers"),
    [
        pytest.param((0.7, 3, 0), [60, 50, 50, 50], [3, 3, 3, 2], id="dwell"),
        pytest.param((0.7, 0, 0), [60, 50, 50], [3, 2, 2], id="no waiting"),
        pytest.param((0.7, 0, 1), [60, 50, 50], [3, 3, 2], id="grace of a month"),
        pytest.param((0.7, 0, 1), [60, 50, 60, 50, 60], [3, 3, 3, 3, 3], id="one bad month"),
        pytest.param((0.7, 0, 0), [70, 40], [4, 1], id="as far as even odds say"),
        pytest.param((0.7, 0, 1), [60, 50, None, 50, 50], [3, 3, 0, 3, 2], id="unknown between"),
    ],
)
def test_demotion_waits(framework, make, rule, levels, tiers):
    assert tiers_of(ruled(framework, demotion=rule), make, levels) == tiers


@pytest.mark.parametrize(
    ("reversal", "last", "tiers"),
    [
        pytest.param((0.9, 12), 56.2, [2, 3, 3, 3], id="not sure enough to take it back"),
        pytest.param((0.9, 12), 55.5, [2, 3, 2, 2], id="sure enough"),
        pytest.param((0.9, 0), 56.2, [2, 3, 2, 2], id="without the rule"),
        pytest.param((0.9, 1), 56.2, [2, 3, 2, 2], id="after its months"),
    ],
)
def test_a_move_is_not_lightly_taken_back(framework, make, reversal, last, tiers):
    # The composite's error is .8485: 56.2 is .83 likely to be below 57, 55.5 is .96.
    rules = ruled(framework, reversal=reversal)
    assert tiers_of(rules, make, [50, 58, last, last], error=2) == tiers


def test_what_a_promotion_takes_is_told(framework, make):
    places = walked(ruled(framework, reversal=(0.9, 12)), make, make.beliefs({"A": [60, 50, 50]}))
    assert places.tier.tolist() == [3, 2, 2]
    assert places.asked.tolist() == [0.6, 0.6, 0.9]


def test_a_month_left_out_breaks_a_row_and_counts_as_time(framework, make):
    levels = [60, 50, make.not_there, 50, 50]
    places = walked(ruled(framework, demotion=(0.7, 0, 1)), make, make.beliefs({"A": levels}))
    assert places.tier.tolist() == [3, 3, 3, 2]
    assert places.months_in_tier.tolist() == [0, 1, 3, 0]


def test_insufficient_months_keep_the_tier_in_mind(framework, make):
    places = walked(ruled(framework), make, make.beliefs({"A": [59, None, 59]}, error=SURE))
    assert places.tier.tolist() == [3, 0, 3]
    assert changes_of(places) == ["first", "insufficient", "held"]
    assert places.previous.tolist() == [0, 3, 3]
    assert places.months_in_tier[2] == 2


def test_missing_a_floor_alone_holds(framework, make):
    low_base = [[30, 30, 80, 80, 80, 80]]  # composite 62.5: above 57, base floor of 50 missed
    assert tiers_of(ruled(framework), make, [60] + low_base * 6) == [3] * 7
    assert tiers_of(ruled(framework), make, low_base) == [1]
    low_all = [[30, 30, 60, 60, 60, 60]]  # composite 49.5: below the cut
    assert tiers_of(ruled(framework), make, [60, *low_all]) == [3, 2]


def test_gates_bar_the_way_up_and_take_nothing_away(framework, make):
    assert tiers_of(ruled(framework), make, [80], tenure_months=4) == [3]
    beliefs = make.beliefs({"A": [80, 80]}, error=SURE)
    places = walked(ruled(framework), make, beliefs, tenure_months=[20, 4])
    assert places.tier.tolist() == [5, 5]
    # What gates bar goes to the highest tier they leave.
    places = walked(ruled(framework), make, make.beliefs({"A": [80]}), tenure_months=4)
    assert places.at_least[0].tolist() == pytest.approx([1, 1, 1, 0, 0], abs=1e-6)


def test_a_critical_failure_holds_for_its_months(framework, make):
    levels = [60, 72, 72, 72, 72]
    assert tiers_of(ruled(framework), make, levels) == [3, 4, 4, 4, 4]
    barred = tiers_of(ruled(framework), make, levels, critical=failed("2026-02-01"))
    assert barred == [3, 3, 3, 3, 4]
    clean = tiers_of(ruled(framework), make, levels, critical=failed("2026-02-01", n=0))
    assert clean == [3, 4, 4, 4, 4]
    # Nothing is taken away, and a first placement has nothing to hold.
    assert tiers_of(ruled(framework), make, [72, 72], critical=failed("2026-01-01")) == [4, 4]


def test_clock_per_tier_counts_months_in_the_tier(framework, make):
    tiers = tiers_of(ruled(framework, clock="per_tier"), make, [85] * 14)
    # 1 month to executing, 2 more to independent, 3 more to expert, 6 more to leader.
    assert tiers == [1] + [2] * 2 + [3] * 3 + [4] * 6 + [5] * 2


@pytest.mark.parametrize(
    ("mentees", "tier"),
    [
        pytest.param({"B": 50, "C": 50}, 5, id="two who have come far enough"),
        pytest.param({"B": 50}, 4, id="too few"),
        pytest.param({"B": 50, "C": 30}, 4, id="half of them is not enough"),
        pytest.param({"B": 50, "C": 50, "D": 30}, 5, id="two of three is"),
        pytest.param({"B": 50, "C": None}, 4, id="nobody knows about one"),
        pytest.param({}, 4, id="guides nobody"),
    ],
)
def test_leaders_are_known_by_their_mentees(framework, make, mentees, tier):
    histories = {"A": [72, 80], "Z": [50, 50], "Y": [50, 50]}
    histories |= {key: [level, level] for key, level in mentees.items()}
    beliefs = make.beliefs(histories, error=SURE)
    people = [("A" if key in mentees else None) for key in beliefs.agents for _ in range(2)]
    people[-1] = "Z"  # somebody has a mentor: the roster names them
    places = walked(ruled(framework), make, beliefs, mentor_id=people)
    last = np.flatnonzero(beliefs.agent == 0)[-1]
    assert places.tier[last] == tier
    assert places.mentees[last, 0] == sum(level is not None for level in mentees.values())


def test_a_roster_without_mentors_bars_nobody(framework, make):
    assert tiers_of(ruled(framework), make, [72, 80]) == [4, 5]


@pytest.mark.parametrize(
    ("guides", "tier"), [pytest.param("BC", 5, id="enough"), pytest.param("B", 4, id="too few")]
)
def test_in_the_first_month_mentees_are_counted_but_not_yet_judged(framework, make, guides, tier):
    beliefs = make.beliefs({"A": [80], "B": [30], "C": [30]}, error=SURE)
    people = ["A" if key in guides else None for key in "ABC"]
    assert walked(ruled(framework), make, beliefs, mentor_id=people).tier[0] == tier


def test_dwells_says_that_only_time_is_missing(framework, make):
    beliefs = make.beliefs({"A": [50, 60, 60]}, error=SURE)
    places = walked(ruled(framework, promotion=(0.6, 2, 0)), make, beliefs)
    assert places.dwells.tolist() == [False, True, False]


JANUARY = 2026 * 12


def on_record(*tiers, agent=0, first=JANUARY):
    """Tiers published of an agent's months from the first on; None for a month not on record."""
    kept = [(agent, first + place, one) for place, one in enumerate(tiers) if one is not None]
    return Decided(*np.array(kept, np.int64).reshape(-1, 3).T)


def test_what_is_on_record_stands_and_the_walk_goes_on_from_it(framework, make):
    # By the rule the first two months were 3; on record they are 2, so April's move is the first.
    beliefs = make.beliefs({"A": [60, 60, 60, 60, 60]}, error=SURE)
    rules = ruled(framework, promotion=(0.6, 3, 0))
    places = walked(rules, make, beliefs, taken=on_record(2, 2))
    assert places.tier.tolist() == [2, 2, 2, 3, 3]
    # What the rule would give goes by the tiers on record before.
    assert places.by_rule.tolist() == [3, 2, 2, 3, 3]
    assert changes_of(places) == ["first", "held", "held", "promoted", "held"]
    assert places.months_in_tier.tolist() == [0, 1, 2, 0, 1]
    free = walked(rules, make, beliefs)
    assert free.tier.tolist() == free.by_rule.tolist() == [3] * 5


def test_a_move_on_record_counts_for_what_takes_it_back(framework, make):
    rules = ruled(framework, reversal=(0.9, 12))
    beliefs = make.beliefs({"A": [50, 50, 56.2]}, error=2)
    assert walked(rules, make, beliefs).tier.tolist() == [2, 2, 2]
    places = walked(rules, make, beliefs, taken=on_record(2, 3))
    # .83 likely to be below 57: enough to fall, not to take a promotion back.
    assert places.tier.tolist() == [2, 3, 3]
    assert places.by_rule.tolist() == [2, 2, 3]
    assert changes_of(places) == ["first", "promoted", "held"]


def test_no_tier_on_record_stands_too(framework, make):
    places = walked(
        ruled(framework), make, make.beliefs({"A": [60, 60]}, error=SURE), taken=on_record(0)
    )
    assert places.tier.tolist() == [0, 3]
    assert changes_of(places) == ["insufficient", "first"]


def test_months_the_exports_have_left_behind_still_count(framework, make):
    beliefs = make.beliefs({"A": [60, 60], "B": [60, 60]}, error=SURE)
    before = on_record(2, 2, first=JANUARY - 2)
    places = walked(ruled(framework, promotion=(0.6, 3, 0)), make, beliefs, taken=before)
    assert places.tier[beliefs.agent == 0].tolist() == [2, 3]
    assert places.previous[beliefs.agent == 0].tolist() == [2, 2]
    assert places.tier[beliefs.agent == 1].tolist() == [3, 3]


def test_what_is_on_record_is_not_barred_by_a_gate_that_shut_later(framework, make):
    beliefs = make.beliefs({"A": [80]})
    places = walked(ruled(framework), make, beliefs, tenure_months=4, taken=on_record(4))
    assert places.tier.tolist() == [4]
    assert places.at_least[0].tolist() == pytest.approx([1, 1, 1, 1, 0], abs=1e-6)


six = st.lists(st.floats(0, 100, allow_subnormal=False), min_size=6, max_size=6)


@given(
    st.lists(six, min_size=1, max_size=5),
    st.lists(st.floats(0, 30, allow_subnormal=False), min_size=6, max_size=6),
    st.floats(0, 15, allow_subnormal=False),
    st.floats(0, 0.9),
)
def test_a_better_last_month_never_lowers_the_tier(
    framework, make, levels, gain, error, correlation
):
    better = [*levels[:-1], [one + more for one, more in zip(levels[-1], gain, strict=True)]]
    quick = ruled(framework, promotion=(0.6, 1, 0), demotion=(0.7, 1, 1))
    found = [
        walked(quick, make, make.beliefs({"A": history}, error, correlation)).tier[-1]
        for history in (levels, better)
    ]
    assert found[1] >= found[0]


@settings(max_examples=40)
@given(st.lists(six, min_size=2, max_size=5), st.integers(1, 4), st.floats(0.1, 15))
def test_a_walk_on_its_own_record_is_the_same_walk(framework, make, levels, closed, error):
    rules = ruled(framework, promotion=(0.6, 1, 0), demotion=(0.7, 1, 1), reversal=(0.9, 3))
    beliefs = make.beliefs({"A": levels, "B": levels[::-1]}, error)
    free = walked(rules, make, beliefs)
    over = beliefs.month < JANUARY + closed
    taken = Decided(beliefs.agent[over], beliefs.month[over], free.tier[over])
    again = walked(rules, make, beliefs, taken=taken)
    for name, wanted in vars(free).items():
        np.testing.assert_array_equal(getattr(again, name), wanted, name)
