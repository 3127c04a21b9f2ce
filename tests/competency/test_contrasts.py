import numpy as np
import pandas as pd
import pytest

from competency.contrast_rules import ContrastRules
from competency.contrasts import COLUMNS, EVERY, contrast

RULES = ContrastRules()


def made_up(question, chances, topics=("refund", "delivery"), people=20, n=40, seed=1):
    """Cells of `people` a band whose event comes with the chance of the band."""
    rng = np.random.default_rng(seed)
    rows = [
        (question, topic, stratum, band, f"{band}-{person}", n, rng.binomial(n, chance))
        for topic in topics
        for stratum in ("chat|routine", "chat|hard")
        for band, chance in enumerate(chances, 1)
        for person in range(people)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def states(table, topic=EVERY):
    return table[table["topic"] == topic].set_index("band")["state"].to_dict()


def test_a_planted_difference_is_named_beside_its_reference():
    table = contrast(RULES, made_up("errors_by_tenure", [0.4, 0.25, 0.1, 0.1]))
    assert states(table) == {1: "higher", 2: "higher", 3: "not_shown", 4: "reference"}
    assert states(table, "refund") == {1: "higher", 2: "higher", 3: "not_shown", 4: "reference"}
    first = table[(table["topic"] == EVERY) & (table["band"] == 1)].iloc[0]
    assert first["odds_ratio"] == pytest.approx(6.0, rel=0.25)  # (.4 / .6) / (.1 / .9)
    assert first["lower"] < 6.0 < first["upper"]
    assert (first["agents"], first["n"]) == (20, 20 * 40 * 4)


def test_other_questions_are_compared_with_their_first_band():
    table = contrast(RULES, made_up("satisfaction_by_response", [0.8, 0.8, 0.5]))
    assert states(table) == {1: "reference", 2: "not_shown", 3: "lower"}


def test_no_difference_is_seldom_named():
    """Of sixty comparisons a run without any difference, next to none is named."""
    named = 0
    for seed in range(20):
        topics = [f"topic {k}" for k in range(20)]
        table = contrast(RULES, made_up("errors_by_mastery", [0.2] * 3, topics, 8, 10, seed))
        named += table["state"].isin(["higher", "lower"]).any()
    assert named <= 4


def test_the_hard_cases_of_a_band_are_not_its_fault():
    """The compared band has the hard cases; within easy and hard all is alike."""
    rng = np.random.default_rng(3)
    rows = []
    for band, (easy, hard) in enumerate([(90, 10), (10, 90)], 1):
        for person in range(20):
            for stratum, n, chance in (("easy", easy, 0.05), ("hard", hard, 0.5)):
                key = ("errors_by_mastery", "refund", stratum, band, f"{band}-{person}")
                rows.append((*key, n, rng.binomial(n, chance)))
    table = contrast(RULES, pd.DataFrame(rows, columns=list(COLUMNS)))
    whole = table[table["topic"] == EVERY].set_index("band")
    assert whole.loc[2, "share"] > 4 * whole.loc[1, "share"]
    assert whole.loc[2, "state"] == "not_shown"


@pytest.mark.parametrize(
    ("few", "words"),
    [
        ({"people": 4}, "fewer than five people"),
        ({"people": 5, "n": 1, "topics": ("refund",)}, "fewer than thirty"),
        ({"chances": [0.0, 0.0]}, "no events"),
        ({"chances": [1.0, 1.0]}, "nothing but events"),
    ],
)
def test_too_few_are_not_judged(few, words):
    chances = few.pop("chances", [0.5, 0.2])
    table = contrast(RULES, made_up("errors_by_mastery", chances, **few))
    assert states(table) == {1: "reference", 2: "unjudged"}, words
    assert table["odds_ratio"].isna().all()


def test_no_cells_no_rows_and_order_does_not_matter():
    cells = made_up("errors_by_tenure", [0.3, 0.2])
    assert contrast(RULES, cells.iloc[:0]).empty
    shuffled = cells.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(contrast(RULES, cells), contrast(RULES, shuffled))
