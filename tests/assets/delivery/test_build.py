"""The delivery folder as a whole: its files, and the same bytes each time."""

from assets.delivery.build import write_delivery


def test_files(marts, run, tmp_path):
    paths = write_delivery(marts, run, tmp_path)
    assert sorted(paths) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    names = {p.relative_to(tmp_path).as_posix() for p in paths}
    assert {
        "assignments.csv",
        "moodle_enrolments.csv",
        "not_delivered.csv",
        "xapi_statements.jsonl",
        "managers/T2.xlsx",
    } <= names
    assert sum(n.startswith("managers/") for n in names) == 5


def test_same_input_same_bytes(made_up, run, tmp_path):
    first = write_delivery(made_up.make_marts(), run, tmp_path / "a")
    again = write_delivery(made_up.make_marts(), run, tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]


def test_the_order_of_rows_does_not_matter(marts, run, tmp_path):
    turned = {**marts, "path_assignments": marts["path_assignments"].iloc[::-1]}
    for name in ("assignments.csv", "moodle_enrolments.csv", "xapi_statements.jsonl"):
        write_delivery(marts, run, tmp_path / "a")
        write_delivery(turned, run, tmp_path / "b")
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_nothing_to_deliver(run, tmp_path):
    write_delivery({}, run, tmp_path)
    assert (tmp_path / "moodle_enrolments.csv").read_bytes() == b""
    assert (tmp_path / "xapi_statements.jsonl").read_bytes() == b""
    assert (tmp_path / "assignments.csv").read_text("utf-8-sig").startswith("agent_id,")
