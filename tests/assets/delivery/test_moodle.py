"""The flat file, read as Moodle's enrol/flatfile takes a line apart."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assets.delivery.items import Item, load_items
from assets.delivery.moodle import moodle_enrolments, moodle_line, not_delivered_csv, refusal

UTC_ZONE = ZoneInfo("UTC")
ITEM = Item(
    agent_id="A1", team_id="T1", sequence=1, course_id="C1", title="t", session_id="",
    start=date(2025, 11, 20), due=date(2025, 11, 30), dimension="process", uplift=1.0, minutes=30,
    status="planned", mandatory=False, reason="r", reason_zh="因",
)  # fmt: skip


def read_as_moodle(content: bytes) -> list[tuple[str, str, str, str, int, int]]:
    """The steps of process_file, and its reasons for ignoring a line as assertions."""
    read = []
    for line in content.decode("utf-8").replace("\r", "").split("\n"):
        if not line.strip():
            continue
        fields = line.split(",") if "," in line else line.split(";")
        assert 4 <= len(fields) <= 6
        fields = [f.strip(" \t\n\r\0\x0b") for f in fields] + ["0"] * (6 - len(fields))
        operation, role, user, course = fields[0].lower(), fields[1].lower(), fields[2], fields[3]
        start, end = int(fields[4]), int(fields[5])
        assert operation == "add"
        assert role == "student"
        assert user not in {"", "0"}
        assert not (start > end != 0)
        read.append((operation, role, user, course, start, end))
    return read


def test_moodle_reads_every_line_it_is_given(marts):
    items = load_items(marts)
    content, refusals = moodle_enrolments(items, UTC_ZONE)
    read = read_as_moodle(content)
    assert len(read) + len(refusals) == len(items)
    assert {(user, course) for _, _, user, course, _, _ in read} == {
        (i.agent_id, i.course_id) for i in items if i.course_id != "C,04"
    }
    assert {r.item.course_id for r in refusals} == {"C,04"}


def test_no_header_and_no_byte_order_mark():
    content, _ = moodle_enrolments([ITEM], UTC_ZONE)
    assert content == b"add, student, A1, C1, 1763596800, 1764547199\n"


@pytest.mark.parametrize(
    ("zone", "start"),
    [("UTC", datetime(2025, 11, 20, tzinfo=UTC)), ("Asia/Shanghai", None)],
    ids=["utc", "shanghai"],
)
def test_days_begin_at_the_centre(zone, start):
    expected = start or datetime(2025, 11, 19, 16, tzinfo=UTC)
    assert moodle_line(ITEM, ZoneInfo(zone)).split(", ")[4] == str(int(expected.timestamp()))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"status": "overdue"}, id="overdue"),
        pytest.param({"due": None}, id="no-due-date"),
        pytest.param({"due": date(2025, 11, 1)}, id="ends-before-it-starts"),
    ],
)
def test_no_end_that_would_shut_the_learner_out(change):
    assert read_as_moodle(moodle_line(replace(ITEM, **change), UTC_ZONE).encode())[0][5] == 0


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
def test_what_moodle_cannot_read_is_listed_with_its_reason(change):
    item = replace(ITEM, **change)
    content, refusals = moodle_enrolments([ITEM, item], UTC_ZONE)
    assert len(read_as_moodle(content)) == 1
    assert [r.item for r in refusals] == [item]
    text = not_delivered_csv(refusals).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["agent_id"] == item.agent_id
    assert row["reason"]
    assert row["reason_zh"]


@pytest.mark.parametrize("own", ["A;1", "=A1", "'A1", "张三"])
def test_ids_moodle_can_read_are_left_as_they_are(own):
    item = replace(ITEM, agent_id=own)
    assert refusal(item) is None
    assert read_as_moodle(moodle_line(item, UTC_ZONE).encode())[0][2] == own
