"""The record of decisions: sealed, read again as it was written, and landed by the same rules."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import table
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.parts import landed
from assets.override_landing import entered_overrides
from assets.override_record import (
    DecidedBefore,
    OverrideRecordError,
    OverrideRefused,
    decide,
    read_overrides,
    record_path,
    superseded,
    withdraw,
)

ENTERED = {"agent_id": "A1", "course_id": "C1", "action": "exclude", "reason": '=on, "site" 现场'}


def enter(out: Path, **changed: str) -> str:
    return decide(out, "Mei Li", "mei", {**ENTERED, **changed}).override_id


def test_what_was_entered_is_read_again(tmp_path: Path) -> None:
    first = enter(tmp_path)
    second = enter(tmp_path, action="replace", replacement_id="C2", session_id="S1")
    withdraw(tmp_path, first, "Tom", "tom", "back")
    one, two = read_overrides(tmp_path)

    assert (one.decided.override_id, two.decided.override_id) == (first, second)
    assert (one.line, two.line) == (1, 2)
    assert one.withdrawn is not None
    assert one.withdrawn.by == "Tom"
    assert two.withdrawn is None
    assert read_overrides(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("exclude", "pin"), ("Mei Li", "Tom"), ('"event"', '"Event"')],
)
def test_a_changed_line_is_found(before: str, after: str, tmp_path: Path) -> None:
    enter(tmp_path)
    enter(tmp_path, course_id="C2")
    path = record_path(tmp_path)
    first, second = path.read_text().splitlines()
    path.write_text(f"{first.replace(before, after)}\n{second}\n")

    with pytest.raises(OverrideRecordError, match=r"record\.jsonl:1"):
        read_overrides(tmp_path)
    with pytest.raises(OverrideRecordError, match=r"record\.jsonl:1"):
        enter(tmp_path)


def test_lines_cut_off_that_were_published_are_missed(tmp_path: Path) -> None:
    kept, cut = enter(tmp_path), enter(tmp_path, course_id="C2")
    marts = tmp_path / "current" / "marts"
    marts.mkdir(parents=True)
    duckdb.execute(
        f"copy (select unnest(['{kept}', '{cut}', 'A1/C1/2026', 'entered-by-hand']) as override_id)"
        f" to '{marts}/path_overrides.parquet' (format parquet)"
    )
    assert len(read_overrides(tmp_path)) == 2
    path = record_path(tmp_path)
    path.write_text(path.read_text().splitlines()[0] + "\n")

    with pytest.raises(OverrideRecordError, match=f"has the decision {cut}"):
        read_overrides(tmp_path)


def test_only_what_holds_can_be_taken_back(tmp_path: Path) -> None:
    made = enter(tmp_path)
    withdraw(tmp_path, made, "Tom", "tom", "back")
    for one in (made, "entered-0"):
        with pytest.raises(OverrideRefused, match="to take back"):
            withdraw(tmp_path, one, "Tom", "tom", "again")


def test_the_same_again_is_refused_while_it_holds(tmp_path: Path) -> None:
    first = enter(tmp_path)
    with pytest.raises(DecidedBefore, match=f"{first} says the same"):
        enter(tmp_path, reason="in other words")
    enter(tmp_path, agent_id="A2")
    enter(tmp_path, course_id="C2")
    later = enter(tmp_path, action="pin")
    again = enter(tmp_path)
    withdraw(tmp_path, again, "Tom", "tom", "back")
    last = enter(tmp_path)

    entries = read_overrides(tmp_path)
    before = {one.decided.override_id: superseded(entries, one.decided) for one in entries}
    held = {later: first, again: later}
    assert {key: one and one.override_id for key, one in before.items()} == {
        **dict.fromkeys(before),
        **held,
    }
    assert before[last] is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"action": "fire"}, "决定（action）：应为以下之一：pin, exclude, replace, postpone"),
        ({"reason": "x" * 4001}, "原因（reason）：超过 4000 个字符"),
        ({"action": "postpone", "not_before": "{soon}"}, "不早于（not_before）：不是日期"),
        ({"session_id": "S1"}, "场次（session_id）：仅用于“必须安排”和“替换”"),
    ],
)
def test_trouble_is_told_in_both_languages(
    changed: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(OverrideRefused) as refused:
        enter(tmp_path, **changed)
    assert told in refused.value.told.zh
    for program in ("Input", "Value error", "valid", "string"):
        assert program not in refused.value.told.en


def land(exports: Path, out: Path) -> Path:
    """Land three parents and the decisions; the folder."""
    landing = exports.parent / "landing"
    for key in ("crm/agents", "lms/courses", "lms/sessions"):
        land_table(table(key), exports=exports, landing=landing)
    land_table(
        table("lms/overrides"),
        exports=exports,
        landing=landing,
        entered=entered_overrides(out, landing),
        time_zone="Asia/Shanghai",
    )
    collect_rejected_rows(landing)
    return landing


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A centre of one agent and two courses; its managers hand in a file, too."""
    files = {
        "crm/agents.csv": "agent_id\nA1\n",
        "lms/courses.csv": "course_id,title\nC1,One\nC2,Two\n",
        "lms/overrides.csv": "override_id,agent_id,course_id,action,decided_by,reason,decided_at\n"
        "F1,A1,C2,pin,Tom,why,2026-01-05\n",
    }
    for name, text in files.items():
        (tmp_path / "exports" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "exports" / name).write_text(text)
    return tmp_path / "exports"


def test_entries_land_beside_the_exports_and_odd_ones_are_refused(
    exports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    good = enter(out, valid_until="2031-01-01")
    back = enter(out, course_id="C2")
    withdraw(out, back, "Mei Li", "mei", "mistaken")
    unknown = enter(out, agent_id="GONE")
    landing = land(exports, out)
    rows = duckdb.execute(
        "select override_id, decided_by, reason, valid_until, decided_at"
        f" from {landed(landing, 'lms_overrides')} order by override_id"
    ).fetchall()
    by_id = {row[0]: row[1:] for row in rows}

    assert set(by_id) == {"F1", good, back}
    assert by_id[good][:2] == ("Mei Li", ENTERED["reason"])
    # What was taken back held until the day before.
    assert by_id[back][2] == (datetime.now(UTC) - timedelta(days=1)).date()
    # Times are the centre's.
    here = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)
    assert abs(by_id[good][3] - here) < timedelta(minutes=5)
    refused = duckdb.execute(
        'select file, row_number, "column", value, rule from read_parquet(?)',
        [str(landing / "rejected_rows.parquet")],
    ).fetchall()
    assert refused == [
        ("overrides/record.jsonl", 4, "agent_id", "GONE", "unknown_reference"),
    ]
    assert unknown not in by_id


def test_entries_alone_make_the_table(exports: Path, tmp_path: Path) -> None:
    (exports / "lms" / "overrides.csv").unlink()
    made = enter(tmp_path / "out")
    landing = land(exports, tmp_path / "out")

    rows = duckdb.execute(f"select override_id from {landed(landing, 'lms_overrides')}").fetchall()
    assert rows == [(made,)]
    assert entered_overrides(tmp_path / "none", tmp_path) == []
