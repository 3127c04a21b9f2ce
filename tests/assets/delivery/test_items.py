"""What is delivered: what is open, what was withdrawn lately, and what the LMS shows of it."""

from datetime import date

import pandas as pd
import pytest

from assets.delivery.items import load_items

AS_OF = date(2025, 11, 19)


def test_open_and_lately_withdrawn_rows_with_what_the_path_says(marts):
    items = load_items(marts, AS_OF)
    assert len(items) == len(marts["path_deliveries"])
    assert {(i.agent_id, i.sequence) for i in items if i.is_open} == set(
        zip(
            marts["path_assignments"]["agent_id"],
            marts["path_assignments"]["sequence"],
            strict=True,
        )
    )
    (gone,) = [i for i in items if not i.is_open]
    assert (gone.course_id, gone.sequence, gone.reason) == ("C-gone", None, "")
    assert len({i.key for i in items}) == len(items)


@pytest.mark.parametrize(
    ("state", "withdrawn_on", "there"),
    [
        ("finished", None, False),
        ("failed", None, False),
        ("started", None, True),
        ("withdrawn", "2025-11-19", True),
        ("withdrawn", "2025-08-21", True),
        ("withdrawn", "2025-08-20", False),
    ],
)
def test_what_ended_is_not_delivered_and_withdrawals_for_90_days(marts, state, withdrawn_on, there):
    row = marts["path_deliveries"].head(1).assign(state=state)
    row["withdrawn_on"] = pd.to_datetime(withdrawn_on) if withdrawn_on else pd.NaT
    assert len(load_items({**marts, "path_deliveries": row}, AS_OF)) == there


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        pytest.param([], "none", id="nothing"),
        pytest.param([{"status": "enrolled"}], "open", id="open"),
        pytest.param([{"status": None}], "open", id="without a word"),
        pytest.param([{"status": "enrolled", "minutes_spent": 3}], "begun", id="minutes"),
        pytest.param([{"status": "enrolled", "session_id": "S0"}], "begun", id="session begun"),
        pytest.param([{"status": "enrolled", "session_id": "S 1/2"}], "open", id="to come"),
        pytest.param(
            [{"status": "enrolled", "minutes_spent": 3}, {"status": "enrolled"}], "begun", id="both"
        ),
        pytest.param([{"status": "dropped"}, {"status": "failed"}], "none", id="over"),
        pytest.param(
            [{"status": "enrolled", "completed_at": pd.Timestamp("2025-11-01")}], "none", id="done"
        ),
    ],
)
def test_what_the_lms_shows(marts, rows, shown):
    own = {k: marts["path_deliveries"].iloc[0][k] for k in ("agent_id", "course_id")}
    columns = ["agent_id", "course_id", "session_id", "status", "completed_at", "minutes_spent"]
    enrollments = pd.DataFrame([{**own, **row} for row in rows], columns=columns)
    items = load_items({**marts, "enrollments": enrollments}, AS_OF)
    found = {i.in_lms for i in items if (i.agent_id, i.course_id) == tuple(own.values())}
    assert found == {shown}
    assert {i.in_lms for i in items} <= {"none", shown}


def test_the_key_is_of_agent_course_and_day_alone(make_item):
    one = make_item()
    assert one.key == make_item(title="other", revision=4, state="withdrawn").key
    others = [{"agent_id": "A2"}, {"course_id": "C2"}, {"sent_on": date(2025, 11, 6)}]
    assert len({one.key, *(make_item(**other).key for other in others)}) == 4
