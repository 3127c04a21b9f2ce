import datetime as dt

import pytest

from competency.learners import ArmOf, Sent
from competency.path_people import read_people
from tests.competency.path_cases import Case

ITEM = Sent("C1", None, dt.date(2026, 4, 20), dt.date(2026, 4, 26))


def people(framework, case):
    return read_people(case.setting(framework), case.tables(), case.dimension_scores, case.ladder)


def test_who_is_planned_for_and_with_what(framework, make):
    case = Case(make, {key: {"process": 30.0} for key in "DCBA"})
    case.agents = case.agents.assign(
        status=["active", "leave", "left", None],
        team_id=["T1", "T1", "T1", None],
        mentor_id=["M", None, None, None],
        service_mentor_id=["S", None, None, "S"],
        language=["zh", None, None, None],
    )
    case.ladder["seniority"] = ["new", "in_service", "backbone", "backbone"]
    (one, other), away = people(framework, case)
    assert away == ["B"]
    assert (one.agent_id, one.team_id, one.language, one.group) == ("A", "T1", "zh", "new")
    assert (one.mentors, one.standing.tier) == (("M", "S"), 1)
    assert (other.agent_id, other.team_id, other.mentors) == ("D", "", (None, "S"))


@pytest.mark.parametrize(
    ("rows", "enrolled", "sent", "withdrawn"),
    [
        pytest.param([{}], [], {"C1": ITEM}, set(), id="sent"),
        pytest.param([{"state": "enrolled"}], [], {"C1": ITEM}, set(), id="enrolled"),
        pytest.param([{"state": "started"}], [], {}, set(), id="started"),
        pytest.param([{"state": "finished"}], [], {}, set(), id="finished"),
        pytest.param([{"origin": "lms"}], [], {}, set(), id="sent by others"),
        pytest.param([{"sent_on": None}], [], {}, set(), id="never sent"),
        pytest.param([{"due": None}], [], {}, set(), id="no dates"),
        pytest.param([{"state": "withdrawn"}], [], {}, {"C1"}, id="withdrawn"),
        pytest.param(
            [{"sent_on": "2026-03-30"}, {"state": "withdrawn", "sent_on": "2026-03-02"}],
            [],
            {"C1": ITEM},
            set(),
            id="sent again",
        ),
        pytest.param(
            [{}],
            [{"completed_at": "2026-03-26", "status": "completed"}],
            {},
            set(),
            id="completed since",
        ),
        pytest.param(
            [{}],
            [{"completed_at": "2026-03-23", "status": "completed"}],
            {"C1": ITEM},
            set(),
            id="completed before",
        ),
        pytest.param(
            [{}],
            [
                {"completed_at": "2025-03-01", "status": "completed"},
                {"completed_at": "2026-03-26", "status": "failed"},
            ],
            {},
            set(),
            id="failed since, completed long before",
        ),
    ],
)
def test_what_was_sent_and_not_taken(framework, make, rows, enrolled, sent, withdrawn):
    case = Case(make).with_courses({}).with_deliveries(*rows).with_enrollments(*enrolled)
    ((one,), _) = people(framework, case)
    assert (one.sent, one.withdrawn) == (sent, withdrawn)


def test_waves_are_theirs_whom_they_drew(framework, make):
    case = Case(make, {"A": {}, "B": {}}).with_waves(
        {"agent_id": "B", "ends_on": "2026-12-01"}, {"agent_id": "B", "course_id": None}
    )
    (one, other), _ = people(framework, case)
    assert one.arms == []
    assert other.arms == [ArmOf("C1", "W1", None, dt.date(2026, 12, 1))]


def test_a_mentor_is_at_work_and_somebody_else(framework, make):
    case = Case(make, {key: {"process": 30.0} for key in "ABCD"})
    case.agents["status"] = ["active", "left", "leave", "active"]
    case.agents["mentor_id"] = ["B", None, None, "A"]
    case.agents["service_mentor_id"] = ["C", None, None, "D"]
    mentors = {one.person.agent_id: one.person.mentors for one in case.learners(framework)[1]}
    assert mentors == {"A": (None, None), "D": ("A", None)}
