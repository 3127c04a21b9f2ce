import datetime as dt

import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.overrides import by_person, in_force, read_overrides
from tests.competency.path_cases import AS_OF, OVERRIDE, Case


def read(*rows):
    return read_overrides(Case.frame(OVERRIDE, rows))


def test_decisions_are_read_oldest_first():
    later = {"override_id": "O2", "decided_at": "2026-03-31 08:00", "session_id": "S1"}
    dated = {"override_id": "O3", "decided_at": "2026-03-01", "not_before": "2026-05-04"}
    found = read(later, {}, dated)
    assert [one.override_id for one in found] == ["O3", "O1", "O2"]
    assert found[0].not_before == dt.date(2026, 5, 4)
    assert (found[1].reason, found[1].decided_at) == ("on site visit", dt.datetime(2026, 3, 30, 9))
    assert (found[2].session_id, found[2].valid_until) == ("S1", None)


@pytest.mark.parametrize("column", ["override_id", "agent_id", "course_id", "action"])
def test_a_row_without_its_key_is_left_out_a_table_without_it_refused(column):
    assert read({column: None}) == []
    with pytest.raises(MissingColumnsError, match=column):
        read_overrides(Case.frame(OVERRIDE, [{}]).drop(columns=column))


def test_other_columns_may_be_missing():
    (one,) = read_overrides(Case.frame(OVERRIDE, [{}]).iloc[:, :4])
    assert (one.decided_by, one.reason, one.replacement_id) == ("", "", None)
    assert in_force([one], AS_OF) == {"C1": one}


@pytest.mark.parametrize(
    ("rows", "holding"),
    [
        pytest.param([{}], "O1", id="one"),
        pytest.param(
            [{}, {"override_id": "O2", "decided_at": "2026-03-31"}], "O2", id="the later one"
        ),
        pytest.param(
            [{}, {"override_id": "O2", "decided_at": "2026-04-01"}], "O1", id="not made yet"
        ),
        pytest.param([{"valid_until": "2026-03-31"}], "O1", id="its last day"),
        pytest.param([{"valid_until": "2026-03-30"}], None, id="expired"),
        pytest.param(
            [
                {"decided_at": "2026-03-01"},
                {"override_id": "O2", "decided_at": "2026-03-02", "valid_until": "2026-03-30"},
            ],
            None,
            id="a replaced one does not come back",
        ),
    ],
)
def test_the_last_decision_on_a_course_holds_until_its_day(rows, holding):
    found = in_force(read(*rows), AS_OF)
    assert {key: one.override_id for key, one in found.items()} == (
        {} if holding is None else {"C1": holding}
    )


def test_decisions_by_person_and_course():
    given = read(
        {}, {"override_id": "O2", "agent_id": "B"}, {"override_id": "O3", "course_id": "C2"}
    )
    found = by_person(given)
    assert {agent: [one.override_id for one in mine] for agent, mine in found.items()} == {
        "A": ["O1", "O3"],
        "B": ["O2"],
    }
    assert set(in_force(found["A"], AS_OF)) == {"C1", "C2"}
    assert by_person(read_overrides(pd.DataFrame(columns=list(OVERRIDE)))) == {}
