"""What became of what was sent: nothing lost, nothing twice."""

import pytest

from assets.report.deliveries import AGES, STATES, age_of, team_deliveries
from assets.report.people import load_people
from report.made_up_paths import LATE
from report.made_up_run import PERIODS


@pytest.fixture(scope="module")
def billing(marts):
    people = load_people(marts, PERIODS[-1].date())
    return team_deliveries([p for p in people if p.team_id == "T1"], "T1")


@pytest.mark.parametrize(
    ("days", "age"), list(zip(LATE, [a for a in AGES for _ in range(2)], strict=True))
)
def test_the_age_groups_at_both_ends(days, age):
    assert age_of(days) == age


def test_an_overdue_course_counts_as_overdue_only(billing):
    numbers = {part.key: part.number for part in billing.states}
    assert numbers == {key: len(LATE) if key == "overdue" else 1 for key in STATES}
    assert billing.sent == 7 + len(LATE)
    assert [part.number for part in billing.ages] == [2, 2, 2, 2]
    assert billing.overdue == len(LATE)


def test_booked_by_others_and_waiting_longest(billing, teams):
    assert billing.elsewhere == 1
    words = teams["Billing"].find("section", id="sent")[0].text()
    assert "1 course among them had been booked in the LMS by others." in words
    assert f"the oldest was sent or enrolled {billing.oldest} days ago" in words


def test_the_strips_of_the_page_are_the_counts(teams, marts):
    strips = teams["Billing"].find(data_of="T1", data_strip="states")
    drawn = {n.get("data-kind"): int(n.get("data-value")) for n in strips}
    assert drawn["overdue"] == len(LATE)
    assert sum(drawn.values()) == len(marts["path_deliveries"]) - 1


def test_a_team_to_which_nothing_was_sent_says_so(teams):
    assert "Nothing has been sent yet." in teams["Night shift"].text()


def test_a_late_course_says_for_how_long(teams):
    rows = teams["Billing"].find("tr", data_late="*")
    told = {int(r.get("data-late")) for r in rows}
    assert set(LATE) <= told
    assert all(f"{r.get('data-late')} day" in r.text() for r in rows)
