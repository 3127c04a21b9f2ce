"""The archive: what is kept comes back to the byte, what is damaged is named, nothing is lost."""

import json
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive import Archive, ArchiveError, Retention
from assets.archive_ledger import ledger_path
from assets.contracts.catalogue import TABLES, table
from assets.landing.parts import Kind, folder, settle
from assets.landing.report import FileReport, TableReport, write_report

Land = Callable[..., Path]
SURVEYS = "crm/surveys"
KINDS: tuple[Kind, ...] = ("rows", "keys")


@pytest.fixture
def land(tmp_path: Path) -> Land:
    """Write a landing: one interaction and survey on a day; `content` makes it another one."""

    def write(day: str, *, surveys: bool = True, content: str = "") -> Path:
        landing = tmp_path / "landing"
        for name, column, there in (
            ("crm_interactions", "opened_at", True),
            ("crm_surveys", "responded_at", surveys),
        ):
            rows = f"select timestamp '{day}' as {column}, '{content}' as told where {there}"
            for kind in KINDS:
                shutil.rmtree(folder(landing, name, kind), ignore_errors=True)
                landing.mkdir(exist_ok=True)
                duckdb.execute(f"copy ({rows}) to '{landing}/.one' (format parquet)")
                settle(landing / ".one", landing, name, kind)
        for contract in TABLES:
            rows = {"crm_interactions": 1, "crm_surveys": int(surveys)}.get(contract.name, 0)
            file = FileReport(file=f"{contract.key}.csv", rows_read=rows, accepted=rows)
            status = "ok" if rows else "missing"
            report = TableReport(table=contract.key, status=status, files=[file])
            write_report(landing, contract, report)
        return landing

    return write


def _record(
    as_of: str, *, first: str | None = None, hour: int = 0, told: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "mode": {"notices": [{"code": code, "subject": SURVEYS} for code in told]},
        "first_month": first or as_of[:7],
        "run_id": f"{as_of}-run",
        "as_of": as_of,
        "finished_at": f"2027-01-01T{hour:02}:00:00+00:00",
        "code_version": "1",
        "content": {"sha256": f"{as_of}-content"},
    }


def _keep(
    archive: Archive, landing: Path, as_of: str, version: str, first: str | None = None
) -> None:
    archive.keep(landing, _record(as_of, first=first), version)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_kept_comes_back_to_the_byte(tmp_path: Path, land: Land) -> None:
    archive, landing = Archive(tmp_path / "out"), land("2026-01-20")
    (landing / ".scratch-1").mkdir()
    (landing / ".scratch-1" / "spilled").write_text("of a killed run")
    _keep(archive, landing, "2026-02-27", "v1", "2026-01")
    (kept,) = archive.landings()
    archive.restore(kept, tmp_path / "again")
    there = _bytes(landing)
    assert {name for name in there if name.startswith(".")} == {
        ".known_files.json",
        ".scratch-1/spilled",
    }
    assert _bytes(tmp_path / "again") == {
        name: content for name, content in there.items() if not name.startswith(".")
    }
    assert (kept.run_id, kept.as_of) == ("2026-02-27-run", date(2026, 2, 27))
    assert kept.content_sha256 == "2026-02-27-content"
    assert kept.closed_months == ("2026-01",), "February has a day left"
    facts = kept.tables[SURVEYS]
    assert (facts.status, facts.latest_event, facts.rows) == ("ok", date(2026, 1, 20), 1)
    assert kept.tables["lms/courses"].latest_event is None
    assert archive.record(kept) == _record("2026-02-27", first="2026-01")


def test_nobody_else_may_read_it(tmp_path: Path, land: Land) -> None:
    archive = Archive(tmp_path / "out")
    _keep(archive, land("2026-01-20"), "2026-01-31", "v1")
    for path in [archive.folder, *archive.folder.rglob("*")]:
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_an_unchanged_file_is_kept_once(tmp_path: Path, land: Land) -> None:
    archive = Archive(tmp_path / "out")
    landing = land("2026-01-20")
    _keep(archive, landing, "2026-01-31", "v1")
    before = len(_bytes(archive.folder / "files"))
    _keep(archive, landing, "2026-02-28", "v2")
    assert len(_bytes(archive.folder / "files")) == before + 1, "the record of the run alone"
    _keep(archive, landing, "2026-02-28", "v2")
    assert [one.version for one in archive.ledger()] == ["v1", "v2"], "once is enough"


def test_a_month_is_closed_by_the_first_landing_that_saw_all_of_it(
    tmp_path: Path, land: Land
) -> None:
    archive, landing = Archive(tmp_path), land("2025-11-05")
    for version, as_of in (
        ("v1", "2026-01-30"),
        ("v2", "2026-01-31"),
        ("v3", "2026-02-28"),
        ("back", "2025-12-31"),  # it looks at nothing of what came later
        ("v4", "2026-02-28"),
    ):
        _keep(archive, landing, as_of, version, "2025-11")
    closed = {one.version: one.closed_months for one in archive.ledger()}
    assert closed == {
        "v1": ("2025-11", "2025-12"),
        "v2": ("2026-01",),
        "v3": ("2026-02",),
        "back": ("2025-11", "2025-12"),
        "v4": (),
    }
    first = archive.closing("2025-12")
    assert first is not None
    assert first.version == "v1"
    assert archive.closing("2026-03") is None
    assert [one.version for one in archive.landings()] == ["back", "v1", "v2", "v3", "v4"]
    newest = archive.newest(date(2026, 2, 27))
    assert newest is not None
    assert newest.version == "v2"
    assert archive.newest(date(2025, 1, 1)) is None


def test_a_provisional_result_closes_no_month(tmp_path: Path, land: Land) -> None:
    archive, landing = Archive(tmp_path), land("2026-01-05")
    for version, as_of, told in (
        ("lost", "2026-01-31", ("missing_table", "lost_table")),
        ("whole", "2026-02-03", ("missing_table",)),
        ("late", "2026-02-28", ("late_source",)),
        ("stopped", "2026-03-31", ("stopped_source",)),
    ):
        archive.keep(landing, _record(as_of, first="2026-01", told=told), version)
    closed = {one.version: one.closed_months for one in archive.ledger()}
    assert closed == {
        "lost": (),
        "whole": ("2026-01",),
        "late": (),
        "stopped": ("2026-02", "2026-03"),
    }
    good = {one.version: one.tables[SURVEYS].is_good for one in archive.ledger()}
    assert good == {"lost": True, "whole": True, "late": False, "stopped": False}


def test_retention_keeps_the_landing_in_which_a_table_was_in_time(
    tmp_path: Path, land: Land
) -> None:
    archive = Archive(tmp_path)
    for version, as_of, surveys, told in (
        ("in time", "2026-01-20", True, ()),
        ("late", "2026-02-20", True, ("late_source",)),
        ("away", "2026-02-27", False, ("missing_table",)),
    ):
        landing = land("2026-01-20", surveys=surveys, content=version)
        archive.keep(landing, _record(as_of, told=told), version)
    assert archive.prune(Retention(newest=1)) == ["late"]


def test_one_table_comes_back_with_all_that_belongs_to_it(tmp_path: Path, land: Land) -> None:
    archive, landing = Archive(tmp_path / "out"), land("2026-01-20", content="good")
    (landing / "restricted").mkdir()
    (landing / "restricted" / "people.enc").write_bytes(b"encrypted")
    _keep(archive, landing, "2026-01-31", "v1")
    good = _bytes(landing)
    land("2026-02-20", surveys=False)
    (landing / "restricted" / "people.enc").write_bytes(b"of now")
    now = _bytes(landing)
    (kept,) = archive.landings()
    archive.restore_table(kept, SURVEYS, landing)
    own = {name: content for name, content in good.items() if "crm_surveys" in name}
    assert len(own) == 3
    assert len(own.keys() - now.keys()) == 2, "parts of now are others"
    others = {name: content for name, content in now.items() if "crm_surveys" not in name}
    assert _bytes(landing) == others | own
    assert archive.report(kept, SURVEYS).accepted == 1
    archive.restore_table(kept, "crm/agents", landing)
    assert (landing / "restricted" / "people.enc").read_bytes() == b"encrypted"


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_file_is_named_and_never_laid_out(
    tmp_path: Path, land: Land, damage: str
) -> None:
    archive = Archive(tmp_path / "out")
    landing = land("2026-01-20")
    _keep(archive, landing, "2026-01-31", "v1")
    (kept,) = archive.landings()
    (name,) = (name for name in kept.files if name.startswith("crm_surveys/"))
    path = archive._objects.path(kept.files[name])
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ArchiveError, match=f"{path.name} is {damage.replace('chang', 'damag')}"):
        archive.restore_table(kept, SURVEYS, tmp_path / "again")
    assert _bytes(tmp_path / "again") == {}
    # The same content kept once more mends it.
    _keep(archive, landing, "2026-02-28", "v2")
    archive.restore_table(kept, SURVEYS, tmp_path / "again")
    assert (tmp_path / "again" / name).read_bytes() == content


def test_a_changed_ledger_is_found_and_says_what_to_do(tmp_path: Path, land: Land) -> None:
    archive = Archive(tmp_path / "out")
    _keep(archive, land("2026-01-20"), "2026-01-31", "v1")
    path = ledger_path(archive.folder)
    path.write_text(path.read_text().replace('"2026-01-31"', '"2025-12-31"', 1))
    with pytest.raises(ArchiveError, match=r"record.jsonl:1: .* changed .*from a backup"):
        archive.landings()


def test_a_line_half_written_never_happened_and_the_next_run_writes_it(
    tmp_path: Path, land: Land
) -> None:
    out = tmp_path / "out"
    archive, landing = Archive(out), land("2026-01-20")
    _keep(archive, landing, "2026-01-31", "v1")
    # Published, its files held, and then the power went.
    record = _record("2026-02-28") | {"ledger": {"landing": archive.hold(landing)}}
    (out / "versions" / "v2").mkdir(parents=True)
    (out / "versions" / "v2" / "run.json").write_text(json.dumps(record))
    with ledger_path(archive.folder).open("a") as file:
        file.write('{"event": "kept", "vers')
    assert [one.version for one in archive.landings()] == ["v1"]
    assert archive.heal() == ["v2"]
    assert archive.heal() == []
    assert [one.version for one in archive.landings()] == ["v1", "v2"]
    assert archive.landings()[-1].closed_months == ("2026-02",)


@pytest.mark.parametrize("harm", ["held content", "record"])
def test_what_is_damaged_is_not_entered(tmp_path: Path, land: Land, harm: str) -> None:
    archive, landing = Archive(tmp_path), land("2026-01-20")
    held = archive.hold(landing)
    record = _record("2026-01-31") | {"ledger": {"landing": held}}
    path = tmp_path / "versions" / "v1" / "run.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(record) if harm != "record" else "{")
    sha256 = held["reports/crm_surveys.json"]
    kept = archive.folder / "files" / sha256[:2] / sha256
    if harm == "held content":
        kept.write_bytes(b"{")
    assert archive.heal() == []
    assert archive.landings() == []
    archive.hold(landing)
    path.write_text(json.dumps(record))
    assert archive.heal() == ["v1"], "both are whole again"


def test_files_that_a_killed_run_held_without_publishing_go(tmp_path: Path, land: Land) -> None:
    archive = Archive(tmp_path)
    _keep(archive, land("2026-01-20"), "2026-01-31", "v1")
    before = _bytes(archive.folder / "files")
    archive.hold(land("2026-02-20", content="of a run that was killed"))
    (archive.folder / "files" / ".partial").write_bytes(b"half")
    assert len(_bytes(archive.folder / "files")) > len(before)
    archive.prune(Retention())
    assert _bytes(archive.folder / "files") == before


def test_retention_keeps_closed_months_the_newest_and_what_each_table_last_had(
    tmp_path: Path, land: Land
) -> None:
    archive = Archive(tmp_path)
    _keep(archive, land("2025-12-20"), "2025-12-31", "old month")
    _keep(archive, land("2026-01-20", content="1"), "2026-01-31", "month")
    _keep(archive, land("2026-02-02", content="2"), "2026-02-02", "last with surveys")
    _keep(archive, land("2025-12-24", content="late"), "2026-02-02", "an old export again")
    for day in (3, 4, 5):
        text = f"2026-02-{day:02}"
        _keep(archive, land(text, surveys=False, content=text), text, f"day {day}")
    size = len(_bytes(archive.folder / "files"))
    gone = archive.prune(Retention(months=1, newest=2))
    assert gone == ["old month", "an old export again", "day 3"]
    left = [one.version for one in archive.landings()]
    assert left == ["month", "last with surveys", "day 4", "day 5"]
    assert len(_bytes(archive.folder / "files")) < size
    for one in archive.landings():
        archive.restore(one, tmp_path / "again" / one.version)
    old = archive.closing("2025-12")
    assert old is not None
    assert archive.record(old) == _record("2025-12-31"), "what was published stays on record"
    with pytest.raises(ArchiveError, match=r"2025-12-31.*removed by retention"):
        archive.restore(old, tmp_path / "again")


def test_contents_are_replaced_everywhere_and_the_old_ones_are_gone(
    tmp_path: Path, land: Land
) -> None:
    archive = Archive(tmp_path / "out")
    landing = land("2026-01-20")
    (landing / "names.txt").write_bytes(b"Li Na")
    _keep(archive, landing, "2026-01-31", "v1")
    (landing / "more.txt").write_bytes(b"x")
    _keep(archive, landing, "2026-02-28", "v2")
    asked = []

    def erase(name: str, content: bytes) -> bytes:
        asked.append(name)
        return b"-" if name == "names.txt" else content

    assert archive.rewrite(erase, reason="erasure") == 1
    assert asked.count("names.txt") == 1, "each content once"
    for kept in archive.landings():
        assert archive.read(kept, "names.txt") == b"-"
        assert kept.rewritten == ("erasure",)
    assert b"Li Na" not in b"".join(_bytes(archive.folder).values())
    assert archive.rewrite(erase, reason="erasure") == 0
    assert archive.landings()[0].rewritten == ("erasure",), "nothing to replace, nothing to say"


def test_a_full_disk_leaves_what_was_kept_whole(tmp_path: Path, land: Land) -> None:
    """The system itself refuses: no file of the process may grow beyond a few bytes."""
    archive = Archive(tmp_path / "out")
    _keep(archive, land("2026-01-20"), "2026-01-31", "v1")
    before = _bytes(archive.folder)
    landing = land("2026-02-20", content="x" * 4000)
    script = (
        "import sys, resource, signal\nfrom pathlib import Path\n"
        "from assets.archive import Archive\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "Archive(Path(sys.argv[1])).hold(Path(sys.argv[2]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out"), str(landing)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "File too large" in ran.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100
    left = {name: text for name, text in _bytes(archive.folder).items() if ".partial" not in name}
    assert left == before
    archive.restore(archive.landings()[0], tmp_path / "again")
    assert [one.version for one in archive.landings()] == ["v1"]


def test_every_contract_table_has_its_facts(tmp_path: Path, land: Land) -> None:
    archive = Archive(tmp_path / "out")
    _keep(archive, land("2026-01-20"), "2026-01-31", "v1")
    assert set(archive.landings()[0].tables) == {one.key for one in TABLES}
    assert table(SURVEYS).key == SURVEYS
