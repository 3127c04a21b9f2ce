from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.complaint_causes import cover_order, find_causes, split_causes
from competency.frames import FRAMES

MONTHS = pd.date_range("2025-07-01", periods=6, freq="MS")


def brought(rows, contacts=5000):
    """Rows (month, causes, theme, complaints, back_known, back), with every month's contacts."""
    names = ["period", "causes", "theme", "complaints", "back_known", "back"]
    told = pd.DataFrame(rows, columns=names).assign(contacts=0)
    busy = pd.DataFrame({"period": MONTHS, "complaints": 0, "contacts": contacts})
    return pd.concat([told, busy], ignore_index=True)


def of(frame, span="period"):
    return frame[frame["span"] == span].set_index("cause")


def test_shares_of_several_causes_by_hand(framework):
    # The requirement's own figures: 68 % process and 53 % communication, of the same complaints.
    rows = [
        (MONTHS[5], "process|communication", "delay", 21, 20, 5),
        (MONTHS[5], "Process", "delay", 47, 40, 4),
        (MONTHS[5], "communication| Communication", None, 32, 0, 0),
        (MONTHS[5], None, "delay", 100, 0, 0),
    ]
    frame = find_causes(framework, brought(rows))
    told = of(frame)
    assert told.index.tolist() == ["process", "communication"]
    assert told["share"].tolist() == [0.68, 0.53]
    assert told["covered"].tolist() == [0.68, 1.0]
    assert told["is_main"].tolist() == [True, True]
    assert told["told"].tolist() == [100, 100]
    assert told["back_share"].tolist() == [0.15, 0.25]
    # Those not looked into yet are taken to be alike: 68 % of 200 for 5000 contacts a month.
    assert of(frame, "month")["per_100_contacts"].tolist() == [pytest.approx(2.72), 2.12]
    assert told["per_100_contacts"].tolist() == pytest.approx([2.72 / 3, 2.12 / 3], abs=1e-6)
    assert set(told["read_from"]) == {"causes"}


def test_without_causes_the_theme_stands_for_them(framework):
    rows = [(MONTHS[5], None, "Delay", 30, 0, 0), (MONTHS[5], None, None, 9, 0, 0)]
    told = of(find_causes(framework, brought(rows)))
    assert told.index.tolist() == ["delay"]
    assert told["read_from"].tolist() == ["theme"]
    assert told["told"].tolist() == [30]


@pytest.mark.parametrize(
    "rows", [[], [(MONTHS[5], None, None, 9, 0, 0)], [(pd.NaT, "process", "x", 9, 0, 0)]], ids=str
)
def test_where_nothing_is_named_there_is_no_row(framework, rows):
    frame = find_causes(framework, brought(rows))
    assert frame.empty
    assert frame.columns.tolist() == list(FRAMES["complaint_causes"])


def test_without_contacts_or_months_before_nothing_is_compared(framework):
    rows = [(month, "process", "x", 40, 0, 0) for month in MONTHS]
    none = of(find_causes(framework, brought(rows, contacts=0)))
    assert none["change"].tolist() == ["unjudged"]
    assert none["per_100_contacts"].isna().all()
    short = of(find_causes(framework, brought(rows)[lambda t: t["period"] >= MONTHS[1]]))
    assert short["change"].tolist() == ["unjudged"]
    assert short["back_share"].isna().all()


def test_free_text_does_not_make_thousands_of_rows(framework):
    rows = [(MONTHS[5], f"text {at}", None, 1, 0, 0) for at in range(3000)]
    rows.append((MONTHS[5], "process", None, 50, 0, 0))
    told = of(find_causes(framework, brought(rows)))
    assert len(told) == 40
    assert told["share"].iloc[0] == pytest.approx(50 / 3050, abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 31), st.integers(1, 50)), min_size=1, max_size=12))
def test_the_order_covers_more_and_more_and_nearly_as_few_causes_as_can_be(rows):
    has = np.array([[bool(mask >> at & 1) for at in range(5)] for mask, _ in rows])
    n = np.array([size for _, size in rows], dtype=float)
    order, covered = cover_order(has, n)
    assert sorted(order.tolist()) == list(range(5))
    assert (np.diff(covered) >= -1e-12).all()
    assert covered[-1] == pytest.approx(1.0)
    # What greedy is promised to reach with so many causes: 1 - 1/e of the best.
    for size in range(1, 5):
        best = max(n @ has[:, list(some)].any(axis=1) for some in combinations(range(5), size))
        assert covered[size - 1] * n.sum() >= (1 - 1 / np.e) * best - 1e-9


def test_lists_are_split_whatever_the_bar_and_the_case():
    assert split_causes("流程｜沟通|") == ("沟通", "流程")
    assert split_causes(None) == split_causes(" | ") == ()


def centre(seed, raised=1.0, wild=0.0, told_now=1.0, causes=8, each=60):
    """Half a year of complaints by cause; `raised`: the first cause from the fourth month on.

    wild: variance of months beyond chance; told_now: share whose causes are named by then.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for at, month in enumerate(MONTHS):
        mean = np.full(causes, float(each))
        mean[0] *= raised if at >= 3 else 1.0
        if wild:
            mean *= rng.gamma(1 / wild, wild, causes)
        for cause, count in enumerate(rng.poisson(mean)):
            named = rng.binomial(count, told_now) if at >= 3 else count
            rows.append((month, f"c{cause}", None, named, 0, 0))
            rows.append((month, None, None, count - named, 0, 0))
    return brought(rows)


@pytest.mark.parametrize("wild", [0.0, 0.05])
def test_while_nothing_changes_few_runs_tell_of_a_change(framework, wild):
    runs = [of(find_causes(framework, centre(seed, wild=wild))) for seed in range(60)]
    false = np.mean([one["change"].isin(["more", "fewer"]).any() for one in runs])
    held = np.mean([(one["ratio_lower"] <= 1) & (one["ratio_upper"] >= 1) for one in runs])
    assert false <= 0.10
    assert 0.92 <= held <= 0.985


def test_half_as_many_again_is_found_and_others_are_not_blamed(framework):
    runs = [of(find_causes(framework, centre(seed, raised=1.5))) for seed in range(40)]
    found = np.mean([one.loc["c0", "change"] == "more" for one in runs])
    blamed = np.mean([one.drop("c0")["change"].isin(["more", "fewer"]).mean() for one in runs])
    inside = np.mean([one.loc["c0", "ratio_lower"] <= 1.5 <= one.loc["c0", "ratio_upper"]
                      for one in runs])  # fmt: skip
    assert found >= 0.85
    assert blamed <= 0.02
    assert inside >= 0.85


def test_causes_not_named_yet_are_no_fall(framework):
    runs = [of(find_causes(framework, centre(seed, told_now=0.6))) for seed in range(40)]
    assert np.mean([one["change"].isin(["more", "fewer"]).any() for one in runs]) <= 0.1
    assert np.mean([one["ratio"].mean() for one in runs]) == pytest.approx(1.0, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_rows_in_any_order_say_the_same(seed):
    from competency.loading import load_framework

    table = centre(seed, causes=3)
    shuffled = table.sample(frac=1, random_state=seed)
    framework = load_framework()
    pd.testing.assert_frame_equal(find_causes(framework, table), find_causes(framework, shuffled))
