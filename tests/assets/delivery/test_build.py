"""The delivery folder as a whole: its files, and the same bytes each time."""

import pytest

from assets.delivery.build import write_delivery
from assets.delivery.calendars import read_sent


@pytest.fixture(scope="module")
def written(marts, run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivery")
    return folder, write_delivery(marts, run, folder)


def test_files(written):
    folder, paths = written
    assert sorted(paths) == sorted(p for p in folder.rglob("*") if p.is_file())
    names = {p.relative_to(folder).as_posix() for p in paths}
    assert {
        "assignments.csv",
        "mode.json",
        "sampling_plan.csv",
        "case_library.csv",
        "open_badges.jsonl",
        "moodle_enrolments.csv",
        "moodle_competency_framework.csv",
        "learning_plans.csv",
        "not_delivered.csv",
        "xapi_statements.jsonl",
        "managers/T2.xlsx",
        "digests/T2.txt",
        "calendars/T2.ics",
    } <= names
    assert sum(n.startswith("managers/") for n in names) == 5
    assert "digests/T5.txt" not in names, "nothing is overdue where nobody is"
    assert any(n.startswith("calendars/T2/A0") for n in names)


def test_no_file_name_holds_a_persons_name(written, marts):
    folder, paths = written
    text = "\n".join(p.relative_to(folder).as_posix() for p in paths)
    assert not any(name in text for name in marts["agents"]["name"])


def test_no_file_is_empty_that_need_not_be_there(written):
    folder, paths = written
    own = [p for p in paths if p.parent != folder]
    assert all(p.stat().st_size for p in own)


def test_same_input_same_bytes_whatever_the_order_of_rows(make_marts, run, tmp_path):
    turned = make_marts()
    for name in ("path_assignments", "path_deliveries", "sessions"):
        turned[name] = turned[name].iloc[::-1].reset_index(drop=True)
    first = write_delivery(make_marts(), run, tmp_path / "a")
    again = write_delivery(turned, run, tmp_path / "b")
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_a_teams_calendar_goes_on_from_the_one_sent_before(written, marts, run, tmp_path):
    folder, _ = written
    next_day = {**run, "as_of": "2025-11-20"}
    write_delivery(marts, next_day, tmp_path / "new")
    before = {"T2": read_sent((folder / "calendars" / "T2.ics").read_bytes())}
    write_delivery(marts, next_day, tmp_path / "on", before=before)
    said = [
        [line for line in (p / "calendars" / "T2.ics").read_bytes().split() if b"SEQUENCE" in line]
        for p in (folder, tmp_path / "on", tmp_path / "new")
    ]
    assert said[0] == said[1] != said[2]


def test_nothing_to_deliver(run, tmp_path):
    write_delivery({}, run, tmp_path)
    assert (tmp_path / "moodle_enrolments.csv").read_bytes() == b""
    assert (tmp_path / "xapi_statements.jsonl").read_bytes() == b""
    assert (tmp_path / "assignments.csv").read_text("utf-8-sig").startswith("key,")
