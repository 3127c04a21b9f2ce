import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.config_record import (
    Approved,
    Founded,
    Proposed,
    RecordError,
    Rejected,
    append,
    read_record,
    record_path,
)
from assets.sealed_lines import FIRST, sha

FOUNDED = Founded(run_id="r1", sha256=sha("one: 1\n"), text="one: 1\n")


def proposed(name: str, by: str = "Ann", month: int = 6) -> Proposed:
    return Proposed(
        id=name,
        by=by,
        reason="",
        effective_from=date(2026, month, 1),
        run_id="r1",
        sha256=sha(name),
        text=f"# why\nname: {name}  # 一\n",
        what_if={"moved": 3, "share": 0.1},
    )


def approved(name: str, by: str = "Bob") -> Approved:
    return Approved(id=name, by=by, note="")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for event in (FOUNDED, proposed("p1"), approved("p1"), proposed("p2", month=8)):
        append(tmp_path, event)
    return tmp_path


def _lines(out: Path) -> list[str]:
    return record_path(out).read_text("utf-8").splitlines()


def _rewrite(out: Path, lines: list[str]) -> None:
    record_path(out).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_what_is_read_is_what_was_written_in_a_chain(out: Path) -> None:
    record = read_record(out)
    assert [one.event.event for one in record.entries] == [
        "founded", "proposed", "approved", "proposed",
    ]  # fmt: skip
    assert record.entries[1].event == proposed("p1").model_copy(
        update={"at": record.entries[1].event.at}
    )
    before = [json.loads(line)["previous"] for line in _lines(out)]
    assert before == [FIRST, *(one.sha256 for one in record.entries[:-1])]
    assert read_record(out / "elsewhere").entries == ()


def test_an_appended_line_leaves_the_others_alone(out: Path) -> None:
    before = record_path(out).read_bytes()
    append(out, Rejected(id="p2", by="Ann", note="no"))
    assert record_path(out).read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("spoil", "line", "says"),
    [
        pytest.param(
            lambda lines: [lines[0].replace("one: 1", "one: 2"), *lines[1:]],
            1,
            "changed after",
            id="a text changed",
        ),
        pytest.param(
            lambda lines: [*lines[:3], lines[3].replace("2026-08-01", "2026-07-01")],
            4,
            "changed after",
            id="the last line changed",
        ),
        pytest.param(lambda lines: [lines[0], *lines[2:]], 2, "chain", id="a line taken out"),
        pytest.param(lambda lines: lines[1:], 1, "chain", id="the first line taken out"),
        pytest.param(
            lambda lines: [lines[0], lines[1], lines[1], *lines[2:]], 3, "chain", id="repeated"
        ),
        pytest.param(
            lambda lines: [lines[0], lines[1], lines[3], lines[2]], 3, "chain", id="swapped"
        ),
        pytest.param(lambda lines: [*lines, "{}"], 5, "not one the record", id="a line put in"),
        pytest.param(lambda lines: [*lines, "[1]"], 5, "not one the record", id="a list"),
        pytest.param(lambda lines: [lines[0], "", *lines[1:]], 2, "not one", id="an empty line"),
        pytest.param(
            lambda lines: [lines[0], lines[1].replace(", ", ",  ", 1), *lines[2:]],
            2,
            "changed after",
            id="a blank",
        ),
    ],
)
def test_tampering_is_found_with_its_line(out: Path, spoil, line: int, says: str) -> None:  # type: ignore[no-untyped-def]
    _rewrite(out, spoil(_lines(out)))
    with pytest.raises(RecordError, match=rf"record\.jsonl:{line}: .*{says}"):
        read_record(out)
    with pytest.raises(RecordError):
        append(out, proposed("p3"))


@settings(max_examples=60)
@given(st.data())
def test_no_changed_byte_goes_unseen(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    out = tmp_path_factory.mktemp("record")
    for event in (FOUNDED, proposed("p1"), approved("p1")):
        append(out, event)
    before = record_path(out).read_bytes()
    place = data.draw(st.integers(0, len(before) - 2))
    changed = bytearray(before)
    changed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != before[place]))
    record_path(out).write_bytes(bytes(changed))
    with pytest.raises(RecordError):
        read_record(out)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        pytest.param(approved("p2", by=" ann"), "'.ann' approved what they", id="by the proposer"),
        pytest.param(approved("p9"), "was unknown", id="what nobody proposed"),
        pytest.param(approved("p1"), "was approved", id="twice"),
    ],
)
def test_whoever_seals_a_line_of_their_own_is_found_too(
    out: Path, event: Approved, says: str
) -> None:
    append(out, event)
    with pytest.raises(RecordError, match=rf"jsonl:5: .*{says}"):
        read_record(out)


def test_lines_cut_off_at_the_end_are_missed_by_the_result_that_cites_them(out: Path) -> None:
    cited = read_record(out).entries[2].sha256
    (out / "current").mkdir()
    run = {"config": {"record": {"id": "p1", "entry_sha256": cited}}}
    (out / "current" / "run.json").write_text(json.dumps(run))
    assert len(read_record(out).entries) == 4
    _rewrite(out, _lines(out)[:2])
    with pytest.raises(RecordError, match=r"jsonl:3: .*p1.*missing"):
        read_record(out)
    record_path(out).unlink()
    with pytest.raises(RecordError, match=r"jsonl:1: .*missing"):
        read_record(out)


def test_a_result_that_no_approval_holds_for_still_cites_the_last_line(out: Path) -> None:
    """Published as of a day before the first effective month, it cites no approval."""
    run = {"config": {"record": None, "record_head": read_record(out).head}}
    (out / "current").mkdir()
    (out / "current" / "run.json").write_text(json.dumps(run))
    append(out, Rejected(id="p2", by="Cem", note=""))
    assert len(read_record(out).entries) == 5
    _rewrite(out, _lines(out)[:3])
    with pytest.raises(RecordError, match=r"jsonl:4: .*its last.*missing"):
        read_record(out)
    shutil.rmtree(out / "config")
    with pytest.raises(RecordError, match=r"jsonl:1: .*missing.*from a copy"):
        read_record(out)


@pytest.mark.parametrize("whole", [1, 0], ids=["written but for its end", "torn"])
def test_a_last_line_without_its_end_counts_if_it_is_all_there(out: Path, whole: int) -> None:
    kept = record_path(out).read_bytes()
    record_path(out).write_bytes(kept[:-1] if whole else kept[:-2])
    assert len(read_record(out).entries) == 3 + whole
    append(out, proposed("p3", month=9))
    assert len(read_record(out).entries) == 4 + whole
    assert record_path(out).read_bytes().count(b"\n") == 4 + whole
    assert record_path(out).read_bytes().startswith(kept) is bool(whole)


def test_what_closed_a_proposal_is_known(out: Path) -> None:
    append(out, proposed("p3", by="Cem", month=8))
    record = read_record(out)
    first, second = (record.closed_by(name) for name in ("p1", "p2"))
    assert isinstance(first, Approved)
    assert isinstance(second, Proposed)
    assert (first.by, second.id, record.closed_by("p3")) == ("Bob", "p3", None)


def test_a_line_a_killed_writer_left_half_never_happened(out: Path) -> None:
    with record_path(out).open("ab") as file:
        file.write(b'{"at": "2026')
    assert len(read_record(out).entries) == 4
    append(out, Rejected(id="p2", by="Cem", note=""))
    assert len(read_record(out).entries) == 5


def test_plans_are_by_month_and_the_later_approval_of_a_month_holds(tmp_path: Path) -> None:
    for event in (
        FOUNDED,
        proposed("late", month=9),
        approved("late"),
        proposed("soon", month=6),
        approved("soon"),
        proposed("again", month=9),
        approved("again"),
        proposed("open", month=10),
    ):
        append(tmp_path, event)
    plans = read_record(tmp_path).plans()
    assert [one.effective_from for one in plans] == [None, date(2026, 6, 1), date(2026, 9, 1)]
    assert [one.proposed and one.proposed.id for one in plans] == [None, "soon", "again"]
    assert plans[0].text == FOUNDED.text


def test_without_an_approval_nothing_is_in_force(tmp_path: Path) -> None:
    append(tmp_path, FOUNDED)
    append(tmp_path, proposed("p1"))
    assert read_record(tmp_path).plans() == []


def test_a_proposal_is_superseded_by_a_later_one_and_by_any_approval(tmp_path: Path) -> None:
    for event in (
        FOUNDED,
        proposed("same"),
        proposed("other", month=7),
        proposed("newer"),
        Rejected(id="newer", by="Bob", note=""),
        proposed("taken", month=8),
        approved("taken"),
    ):
        append(tmp_path, event)
    states = {one.id: state for one, state in read_record(tmp_path).proposals()}
    assert states == {
        "same": "superseded",
        "other": "superseded",
        "newer": "rejected",
        "taken": "approved",
    }
