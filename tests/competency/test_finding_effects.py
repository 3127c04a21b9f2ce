import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from competency.finding_effects import CELLS, judge_findings, net_change
from competency.finding_rules import FindingRules
from competency.frames import FRAMES

RULES = FindingRules()
ACTED = pd.Timestamp("2026-03-02 15:00")


def findings(*rows):
    """Findings as (id, kind, subject, acted)."""
    frame = pd.DataFrame(rows, columns=["finding_id", "kind", "subject", "action_at"])
    return frame.astype({"action_at": "datetime64[us]"})


def cells(counts, finding="F1", base=2000, kind="theme"):
    """Cells of a finding: (usual, before, after) by subject; the base in a row of its own."""
    rows = []
    for part, place in (("usual", 0), ("before", 1), ("after", 2)):
        own = 0 if kind == "theme" else base
        rows += [(finding, name, part, numbers[place], own) for name, numbers in counts.items()]
        if kind == "theme":
            rows.append((finding, None, part, 0, base))
    return pd.DataFrame(rows, columns=CELLS)


STEADY = {"b": (90, 30, 30), "c": (150, 50, 48), "d": (120, 40, 42), "e": (80, 25, 26)}


@pytest.mark.parametrize("kind", ["theme", "criterion", "issue_type"])
@pytest.mark.parametrize(("after", "effect"), [(20, "lower"), (60, "unclear"), (180, "higher")])
def test_a_large_change_is_told_and_a_small_one_is_not(kind, after, effect):
    table = judge_findings(
        RULES,
        findings(("F1", kind, "a", ACTED)),
        cells({"a": (150, 60, after), **STEADY}, kind=kind),
    )
    row = table.iloc[0]
    assert list(table.columns) == list(FRAMES["finding_effects"])
    assert (row.effect, row.n_before, row.n_after, row.n_others) == (effect, 60, after, 4)
    assert row.rate_after == pytest.approx(after / 2000)
    assert row.rate_usual == pytest.approx(150 / 2000)
    assert row.change_lower < row.change < row.change_upper


def test_what_all_others_did_as_well_is_no_effect_of_the_action():
    halved = {name: (usual, before, before // 2) for name, (usual, before, _) in STEADY.items()}
    row = judge_findings(
        RULES, findings(("F1", "theme", "a", ACTED)), cells({"a": (150, 60, 30), **halved})
    ).iloc[0]
    assert row.effect == "unclear"
    assert row.others_change == pytest.approx(-0.5, abs=0.03)
    assert abs(row.change) < 0.1


def test_others_acted_upon_in_the_same_weeks_are_no_controls():
    both = findings(("F1", "theme", "a", ACTED), ("F2", "theme", "b", ACTED + pd.Timedelta(days=9)),
                    ("F3", "theme", "c", ACTED + pd.Timedelta(days=90)))  # fmt: skip
    table = judge_findings(RULES, both, cells({"a": (150, 60, 30), **STEADY}))
    assert table.n_others.tolist()[0] == 3
    assert table.effect.tolist()[1:] == ["too_early", "too_early"]


def test_what_cannot_be_judged_says_why():
    given_ = findings(
        ("F1", "theme", "a", ACTED), ("F2", "theme", "a", pd.NaT), ("F3", "gap", "c", ACTED),
        ("F4", "theme", "unheard of", ACTED), ("F5", "theme", "a", ACTED),
    )  # fmt: skip
    few = cells({"a": (10, 4, 3), **STEADY})
    alone = cells({"a": (150, 60, 30), "b": STEADY["b"], "c": STEADY["c"]}, finding="F5")
    unknown = cells(STEADY, finding="F4")
    table = judge_findings(RULES, given_, pd.concat([few, alone, unknown])).set_index("finding_id")
    assert table.effect.to_dict() == {
        "F1": "too_few", "F2": "not_acted", "F3": "not_measured", "F4": "too_few", "F5": "too_few",
    }  # fmt: skip
    assert table.n_before["F1"] == 4
    assert table.change.isna().all()


def test_nothing_found_is_no_error():
    table = judge_findings(RULES, findings(), pd.DataFrame(columns=CELLS))
    assert list(table.columns) == list(FRAMES["finding_effects"])
    assert table.empty


def test_with_alike_and_plenty_of_others_the_interval_is_that_of_two_counts():
    events = np.full((400, 2), 2000.0)
    events[0] = 100, 70
    found = net_change(events, np.full(events.shape, 1e6))
    error = np.sqrt(1 / 100.5 + 1 / 70.5 + 0.1**2)
    expected = np.expm1(np.log(70.5 / 100.5) + norm.ppf([0.025, 0.5, 0.975]) * error)
    np.testing.assert_allclose([found.lower, found.change, found.upper], expected, atol=0.001)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=4, max_size=12),
    st.integers(100, 10_000),
)
def test_the_interval_holds_the_change_and_swapping_the_sides_inverts_it(counts, base):
    events = np.array(counts, dtype=float)
    found = net_change(events, np.full(events.shape, float(base)))
    back = net_change(events[:, ::-1], np.full(events.shape, float(base)))
    assert -1 < found.lower <= found.change <= found.upper
    assert (1 + found.change) * (1 + back.change) == pytest.approx(1)
    assert (1 + found.lower) * (1 + back.upper) == pytest.approx(1)


@pytest.mark.parametrize(("others", "differ"), [(5, 0.0), (5, 0.15), (11, 0.2)])
def test_nineteen_of_twenty_intervals_hold_the_truth(others, differ):
    """Counts of 15 to 100, a shared change, subjects that change by themselves a little."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        usual = rng.uniform(15, 100, others + 1)
        after = usual * np.exp(rng.normal(0, 0.3) + rng.normal(0, differ, others + 1))
        after[0] *= 0.6
        events = np.column_stack([rng.poisson(usual), rng.poisson(after)]).astype(float)
        found = net_change(events, np.full(events.shape, 1e5))
        held += found.lower <= -0.4 <= found.upper
    assert held / 600 >= 0.92
