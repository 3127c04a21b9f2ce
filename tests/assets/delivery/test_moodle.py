"""The flat file, read by a port of Moodle's enrol/flatfile."""

import csv
import importlib.util
import io
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from assets.delivery.items import load_items
from assets.delivery.moodle import add_line, moodle_enrolments, not_delivered_csv, refusal
from assets.delivery.xapi import xapi_statements

AS_OF = date(2025, 11, 19)
UTC_ZONE = ZoneInfo("UTC")


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def flatfile():
    path = Path(__file__).with_name("flatfile.py")
    spec = importlib.util.spec_from_file_location("flatfile", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["flatfile"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(flatfile):
    return flatfile.Site(users={"A1", "A2"}, courses={"C1", "C2"}, now=_seconds(AS_OF))


def _file(*items, as_of=AS_OF):
    return moodle_enrolments(items, as_of, UTC_ZONE)[0]


def test_moodle_reads_every_line_it_is_given(marts, flatfile):
    items = load_items(marts, AS_OF)
    content, refusals = moodle_enrolments(items, AS_OF, ZoneInfo("Asia/Shanghai"))
    site = flatfile.Site(
        users={i.agent_id for i in items},
        courses={i.course_id for i in items} - {"C,04"},
        now=_seconds(AS_OF),
    )
    site.cron(content)
    site.now += 10**9
    site.cron()
    assert site.ignored == []
    ours = {(i.agent_id, i.course_id) for i in items if i.is_open and i.is_ours}
    assert set(site.enrolled) == {pair for pair in ours if pair[1] != "C,04"}
    assert {r.item.course_id for r in refusals} == {"C,04"}
    theirs = {(i.agent_id, i.course_id) for i in items if not i.is_ours}
    assert theirs
    assert not theirs & set(site.enrolled)


def test_no_header_and_no_byte_order_mark(make_item):
    assert _file(make_item()) == b"add, student, A1, C1, 1763596800, 1764547199\n"
    gone = make_item(state="withdrawn", state_since=AS_OF)
    assert _file(gone) == b"del, student, A1, C1\n"


def test_sending_twice_enrols_once_now_or_later(make_item, site):
    started = make_item(course_id="C2", start=date(2025, 11, 17))
    for _ in range(3):
        site.cron(_file(make_item(), started))
    assert site.enrolments_made == 1
    site.now = _seconds(date(2025, 11, 21))
    site.cron()
    site.cron(_file(make_item(state="enrolled"), started))
    assert site.enrolments_made == 2
    assert site.buffer == []


@pytest.mark.parametrize("keeps", [False, True])
def test_withdrawn_before_it_began_is_never_enrolled(make_item, site, keeps):
    site.keeps_on_del = keeps
    site.cron(_file(make_item()))
    assert site.buffer
    site.cron(_file(make_item(state="withdrawn", state_since=AS_OF)))
    site.now += 10**7
    site.cron()
    assert site.enrolled == {}


def test_withdrawn_after_it_was_enrolled_is_taken_out_however_often_it_is_sent(make_item, site):
    site.cron(_file(make_item(start=None)))
    assert set(site.enrolled) == {("A1", "C1")}
    for _ in range(2):
        site.cron(_file(make_item(state="withdrawn", state_since=AS_OF, in_lms="open")))
        assert site.enrolled == {}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param({"state_since": AS_OF}, 1, id="today, not seen: may be there by now"),
        pytest.param({"in_lms": "open"}, 1, id="long ago, still there"),
        pytest.param({}, 0, id="long ago, gone"),
        pytest.param({"state_since": AS_OF, "in_lms": "begun"}, 0, id="begun"),
        pytest.param({"state_since": AS_OF, "origin": "lms"}, 0, id="enrolled by others"),
    ],
)
def test_who_is_taken_out(make_item, changes, lines):
    gone = make_item(**{"state": "withdrawn", "state_since": date(2025, 11, 12), **changes})
    assert _file(gone).count(b"\n") == lines


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        pytest.param({}, True, id="begun"),
        pytest.param({"in_lms": "open"}, False, id="not begun: taken out"),
        pytest.param({"in_lms": "none"}, False, id="gone"),
        pytest.param({"origin": "lms"}, False, id="enrolled by others"),
        pytest.param({"state": "started"}, False, id="not withdrawn"),
    ],
)
def test_what_was_begun_and_is_withdrawn_is_for_people_to_end(make_item, changes, listed):
    item = make_item(**{"state": "withdrawn", "state_since": AS_OF, "in_lms": "begun", **changes})
    content, refusals = moodle_enrolments([item], AS_OF, UTC_ZONE)
    assert [r.item for r in refusals] == [item] * listed
    assert all("by hand" in r.reason and "手动" in r.reason_zh for r in refusals)
    assert not (listed and content)
    again = make_item(sent_on=AS_OF, state="started", in_lms="begun")
    assert moodle_enrolments([item, again], AS_OF, UTC_ZONE)[1] == []


def test_what_is_late_and_was_never_enrolled_is_added(marts):
    """A new product's course, due in the past when the agent came."""
    row = (
        marts["path_deliveries"]
        .head(1)
        .assign(
            state="sent",
            origin="path",
            overdue=True,
            days_overdue=5.0,
            due=pd.Timestamp("2025-11-14"),
        )
    )
    (item,) = load_items({**marts, "path_deliveries": row}, AS_OF)
    assert item.in_lms == "none"
    assert _file(item).startswith(b"add, student, ")
    assert _file(item).endswith(b", 0\n"), "an end in the past would shut the learner out"
    assert b"registered" in xapi_statements([item])


def test_what_is_sent_again_is_not_taken_out(make_item, site):
    gone = make_item(state="withdrawn", state_since=AS_OF, in_lms="open")
    again = make_item(sent_on=AS_OF, start=AS_OF - timedelta(days=1))
    content = _file(again, gone)
    assert b"del" not in content
    site.cron(content)
    assert set(site.enrolled) == {("A1", "C1")}


def test_a_new_date_replaces_the_one_that_waits(make_item, site):
    site.cron(_file(make_item()))
    later = make_item(start=date(2025, 12, 1), due=date(2025, 12, 20), revision=1)
    site.cron(_file(later))
    site.now = _seconds(date(2025, 11, 22))
    site.cron()
    assert site.enrolled == {}, "the old date must not enrol"
    site.now = _seconds(date(2025, 12, 2))
    site.cron()
    assert site.enrolled["A1", "C1"][0] == int(datetime(2025, 12, 1, tzinfo=UTC).timestamp())


def test_what_moodle_has_enrolled_is_updated_not_taken_out(make_item):
    moved = make_item(state="enrolled", revision=2)
    assert b"del" not in _file(moved, make_item(course_id="C2", state="started", revision=1))


@pytest.mark.parametrize(
    ("zone", "start"),
    [("UTC", datetime(2025, 11, 20, tzinfo=UTC)), ("Asia/Shanghai", None)],
    ids=["utc", "shanghai"],
)
def test_days_begin_at_the_centre(make_item, zone, start):
    expected = start or datetime(2025, 11, 19, 16, tzinfo=UTC)
    assert add_line(make_item(), ZoneInfo(zone)).split(", ")[4] == str(int(expected.timestamp()))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"days_overdue": 3, "due": date(2025, 11, 16)}, id="overdue"),
        pytest.param({"due": None}, id="no-due-date"),
        pytest.param({"due": date(2025, 11, 1)}, id="ends-before-it-starts"),
    ],
)
def test_no_end_that_would_shut_the_learner_out(make_item, site, change):
    site.now += 10**7
    site.cron(_file(make_item(**change)))
    assert site.enrolled["A1", "C1"][1] == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"agent_id": "A,1"}, id="comma"),
        pytest.param({"course_id": "C\n1"}, id="line-break"),
        pytest.param({"course_id": "C\r1"}, id="carriage-return"),
        pytest.param({"agent_id": " A1"}, id="blank"),
        pytest.param({"agent_id": ""}, id="empty"),
        pytest.param({"agent_id": "0"}, id="zero"),
    ],
)
@pytest.mark.parametrize("state", ["sent", "withdrawn"])
def test_what_moodle_cannot_read_is_listed_with_its_reason(make_item, change, state):
    item = make_item(**change, state=state, state_since=AS_OF)
    content, refusals = moodle_enrolments([make_item(), item], AS_OF, UTC_ZONE)
    assert content.count(b"\n") == 1
    assert [r.item for r in refusals] == [item]
    text = not_delivered_csv(refusals).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["agent_id"] == item.agent_id
    assert row["reason"]
    assert row["reason_zh"]


@pytest.mark.parametrize("own", ["A;1", "=A1", "'A1", "张三"])
def test_ids_moodle_can_read_are_left_as_they_are(make_item, site, own):
    item = make_item(agent_id=own, start=None)
    site.users.add(own)
    assert refusal(item) is None
    site.cron(_file(item))
    assert set(site.enrolled) == {(own, "C1")}
