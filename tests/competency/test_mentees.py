import numpy as np
import pandas as pd

from competency.mentees import mentorship

JANUARY_2026 = 2026 * 12


def roster(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "period", "mentor_id"])
    return frame.assign(period=pd.to_datetime(frame["period"]))


def test_counts_each_person_once_by_tier_reached(make):
    beliefs = make.beliefs({key: [50] for key in "ABCM"})
    guided = mentorship(
        beliefs,
        roster(
            ("A", "2026-01-01", "M"),
            ("A", "2026-02-01", "M"),
            ("B", "2026-02-01", "M"),
            ("C", "2026-02-01", None),
            ("M", "2026-02-01", "M"),
            ("Z", "2026-02-01", "M"),
            ("A", "2026-03-01", "X"),
        ),
    )
    reached = guided.reached(JANUARY_2026 + 1, np.array([1, 3, 2, 4]), 5)
    assert reached[3].tolist() == [2, 1, 1, 0, 0]
    assert reached[:3].sum() == 0
    # Without a tier nobody counts.
    assert guided.reached(JANUARY_2026 + 1, np.array([1, 0, 2, 4]), 5)[3].tolist() == [
        1,
        0,
        0,
        0,
        0,
    ]


def test_guiding_counts_for_twelve_months(make):
    beliefs = make.beliefs({key: [50] for key in "AM"})
    guided = mentorship(beliefs, roster(("A", "2026-01-01", "M")))
    tiers = np.array([2, 4])
    assert guided.reached(JANUARY_2026 - 1, tiers, 5)[1, 0] == 0
    assert guided.reached(JANUARY_2026 + 11, tiers, 5)[1, 0] == 1
    assert guided.reached(JANUARY_2026 + 12, tiers, 5)[1, 0] == 0


def test_a_roster_without_mentors_says_nothing(make):
    beliefs = make.beliefs({"A": [50]})
    assert mentorship(beliefs, roster(("A", "2026-01-01", None))) is None
    assert mentorship(beliefs, roster(("A", "2026-01-01", " "))) is None
    assert mentorship(beliefs, make.roster(["A"], ["2026-01"])) is None
