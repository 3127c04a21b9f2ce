import numpy as np
import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.tier_gates import GATES, passed, rows_of, tier_gates

LEADER = 4


def asking(framework, tier, **changes):
    tiers = list(framework.ladder.tiers)
    tiers[tier] = tiers[tier].model_copy(update=changes)
    ladder = framework.ladder.model_copy(update={"tiers": tuple(tiers)})
    return framework.model_copy(update={"ladder": ladder})


def gates_of(framework, make, beliefs=None, certificates=None, marks=None, critical=None, **roster):
    beliefs = make.beliefs({"A": [80]}) if beliefs is None else beliefs
    return tier_gates(
        framework,
        beliefs,
        make.roster(["A"], ["2026-01"], **{"role": "leader", **roster}),
        make.no_certificates() if certificates is None else certificates,
        make.no_marks() if marks is None else marks,
        make.no_reviews() if critical is None else critical,
    )


def gate(found, name, tier=LEADER, row=0):
    return float(found.progress[row, tier, GATES.index(name)])


def feedback(*rows, source="qa/feedback_360"):
    frame = pd.DataFrame(rows, columns=["agent_id", "period", "n", "total"])
    return frame.assign(period=pd.to_datetime(frame["period"]), source=source)


def completed(*rows):
    frame = pd.DataFrame(rows, columns=["agent_id", "course_id", "valid_from", "valid_to"])
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def test_everything_there_passes_every_gate(framework, make):
    marks = feedback(("A", "2026-01-01", 4, 2.6))
    assert passed(gates_of(framework, make, marks=marks).progress).all()


@pytest.mark.parametrize(
    ("roster", "progress"),
    [
        pytest.param({"role": "agent"}, 0, id="agent"),
        pytest.param({"role": "mentor"}, 1, id="mentor"),
        pytest.param({"role": None}, 1, id="roster without roles"),
    ],
)
def test_leader_is_for_those_who_lead(framework, make, roster, progress):
    assert gate(gates_of(framework, make, **roster), "role") == progress


@pytest.mark.parametrize(
    ("months", "progress"),
    [
        pytest.param(9, 0.75, id="too short here"),
        pytest.param(12, 1, id="long enough"),
        pytest.param(None, 1, id="hire date unknown"),
    ],
)
def test_tenure_opens_tiers(framework, make, months, progress):
    assert gate(gates_of(framework, make, tenure_months=months), "tenure") == progress


@pytest.mark.parametrize(
    ("asked", "progress"), [pytest.param(180, 1, id="all"), pytest.param(360, 0.5, id="half")]
)
def test_evidence_is_counted_over_all_dimensions(framework, make, asked, progress):
    strict = asking(framework, LEADER, minimum_evidence=asked)
    assert gate(gates_of(strict, make), "evidence") == progress


@pytest.mark.parametrize(
    ("rows", "progress"),
    [
        pytest.param([("A", "2026-01-01", 4, 2.6)], 1, id="enough and good, to the digit"),
        pytest.param([("A", "2025-02-01", 2, 2), ("A", "2026-01-01", 2, 2)], 1, id="over a year"),
        pytest.param([("A", "2025-01-01", 4, 4), ("A", "2026-01-01", 1, 1)], 0.25, id="too old"),
        pytest.param([("A", "2026-01-01", 3, 3)], 0.75, id="too few"),
        pytest.param([("A", "2026-01-01", 8, 2.6)], 0.5, id="too low"),
        pytest.param([("B", "2026-01-01", 8, 8)], 0, id="none, others have"),
    ],
)
def test_feedback_of_others_is_asked_of_leaders(framework, make, rows, progress):
    found = gates_of(framework, make, marks=feedback(*rows))
    assert gate(found, "feedback_360") == pytest.approx(progress)
    assert gate(found, "feedback_360", LEADER - 1) == 1


def test_without_any_360_table_nobody_is_barred(framework, make):
    marks = feedback(("A", "2026-01-01", 3, 0.3), source="qa/reviews")
    assert gate(gates_of(framework, make, marks=marks), "feedback_360") == 1


def test_certificates_are_valid_for_a_time_and_asked_for_all_the_way_up(framework, make):
    strict = asking(asking(framework, 2, certificates=("C1",)), LEADER, certificates=("C9",))
    held = completed(
        ("A", "C1", "2025-05-01", None),
        ("A", "C9", "2026-02-10", "2026-03-10"),
        ("B", "C9", "2025-01-01", None),
    )
    found = gates_of(strict, make, make.beliefs({"A": [80] * 4}), held)
    assert [gate(found, "certificate", row=row) for row in range(4)] == [0.5, 1, 1, 0.5]
    assert [found.lacking[row, LEADER] for row in range(4)] == [1, -1, -1, 1]
    assert found.courses == ("C1", "C9")
    assert gate(found, "certificate", 2) == 1
    nothing = gates_of(strict, make)
    assert (gate(nothing, "certificate"), nothing.lacking[0, LEADER]) == (0, 0)


def test_critical_failures_of_the_last_months_are_counted(framework, make):
    beliefs = make.beliefs({"A": [80] * 5})
    critical = pd.DataFrame(
        {
            "agent_id": ["A", "A"],
            "period": pd.to_datetime(["2026-01-01", "2026-03-01"]),
            "n_reviews": [4, 3],
            "n_critical": [1, 2],
        }
    )
    found = gates_of(framework, make, beliefs, critical=critical)
    assert found.critical.tolist() == [1, 1, 3, 2, 2]
    assert found.reviews.tolist() == [4, 4, 7, 3, 3]


def test_rows_are_found_by_agent_and_month(make):
    beliefs = make.beliefs({"A": [1.0], "B": [2.0]}, first="2026-03")
    wanted = pd.DataFrame(
        {
            "agent_id": ["B", "C", "A", "A"],
            "period": pd.to_datetime(["2026-03-01", "2026-03-01", "2026-02-01", "2026-03-01"]),
        }
    )
    assert rows_of(beliefs, wanted).tolist() == [1, -1, -1, 0]


def test_missing_columns_are_named(framework, make):
    with pytest.raises(MissingColumnsError, match="total"):
        gates_of(framework, make, marks=make.no_marks().drop(columns="total"))


def test_agents_off_the_roster_have_no_team(framework, make):
    found = gates_of(framework, make, make.beliefs({"A": [80], "B": [80]}))
    assert found.team == ["T1", None]
    assert np.isnan(found.tenure[1])
