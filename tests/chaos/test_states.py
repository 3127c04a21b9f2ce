"""What lies in OUT is damaged: working files, caches, older versions, the archive, the records."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chaos.centre import Trial

pytestmark = pytest.mark.chaos


def _flip(path: Path) -> None:
    """Change bytes all over a file."""
    content = bytearray(path.read_bytes())
    for place in range(0, len(content), max(1, len(content) // 64)):
        content[place] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.chmod(0o600)
    os.truncate(path, path.stat().st_size // 2)


def _remove(path: Path) -> None:
    path.unlink()


def _is_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


HARMS = (_flip, _empty, _cut, _remove)
WORKING = (
    "work/warehouse.duckdb",
    "work/landing/crm_interactions.parquet",
    "work/landing/run_context.parquet",
    "work/landing/reports/crm_agents.json",
    "work/dbt/partial_parse.msgpack",
    "work/dbt/manifest.json",
    "work/dbt/sealed.json",
    "work/warehouse.json",
    "work/landing/.known_files.json",
    "work/landing/landed_parts.parquet",
    "work/timings.json",
)


def _file(path: Path) -> Path:
    """A landed table may be a folder of parts: the first of them."""
    return path if path.is_file() else min(path.with_suffix("").glob("*.parquet"))


@pytest.mark.parametrize("first", range(len(HARMS)))
def test_damaged_working_files(trial: Trial, first: int) -> None:
    """Every one in another way."""
    for number, name in enumerate(WORKING):
        HARMS[(first + number) % len(HARMS)](_file(trial.out / name))
        trial.faults += 1
    trial.require_recovers()


@pytest.mark.parametrize("name", ["work/warehouse.duckdb", "work/dbt/partial_parse.msgpack"])
def test_a_folder_where_a_working_file_was(trial: Trial, name: str) -> None:
    """Somebody made it, and no run takes it away: it may have to be moved first."""
    _is_folder(trial.out / name)
    trial.faults += 1
    assert trial.run() in (0, 1, 2), trial.said
    trial.require_stands()
    shutil.rmtree(trial.out / name, ignore_errors=True)
    trial.require_recovers()


def test_no_working_files_at_all(trial: Trial) -> None:
    trial.faults += 1
    shutil.rmtree(trial.out / "work")
    trial.require_recovers()


def test_leftovers_of_a_crash(trial: Trial) -> None:
    for name in ("work/next", "work/landing/.scratch-left"):
        (trial.out / name / "half").mkdir(parents=True)
        (trial.out / name / "run.json").write_text("{", encoding="utf-8")
    (trial.out / ".current.next").symlink_to("versions/nowhere")
    (trial.out / "versions" / "20250101T000000.000000-half" / "marts").mkdir(parents=True)
    trial.faults += 4
    trial.require_recovers()


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
def test_a_damaged_record_is_put_back(trial: Trial, harm: Callable[[Path], None]) -> None:
    """The archive has run.json of every version: the run puts it back, and marts do not matter."""
    current = (trial.out / "current").resolve()
    harm(current / "run.json")
    harm(current / "warehouse.duckdb")
    trial.faults += 2
    trial.require_recovers()


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
def test_damaged_history_is_not_gone_on_from(trial: Trial, harm: Callable[[Path], None]) -> None:
    """What was planned and sent is not lost in silence: file after file is named, and put back."""
    current = (trial.out / "current").resolve()
    for name in ("marts/path_deliveries.parquet", "marts/month_records.parquet"):
        whole = (current / name).read_bytes()
        harm(current / name)
        trial.faults += 1
        assert trial.run() == 1, trial.said
        assert str(current / name) in trial.said
        assert "Traceback" not in trial.said, trial.said
        assert (trial.out / "current").resolve() == current
        (current / name).write_bytes(whole)
    trial.require_recovers()


@pytest.mark.parametrize("harm", [*HARMS], ids=lambda harm: harm.__name__.strip("_"))
def test_a_damaged_archive(trial: Trial, harm: Callable[[Path], None]) -> None:
    """Kept landings that are damaged stop no run, and what lands again is whole again."""
    for path in (trial.out / "archive" / "files").rglob("*"):
        if path.is_file() and path.stat().st_size:
            harm(path)
    trial.faults += 1
    assert trial.run() == 0, trial.said
    assert "nothing is compared with the landing" in trial.said
    trial.require_recovers()


@pytest.mark.parametrize("harm", [_flip, _cut], ids=["flip", "cut"])
def test_a_damaged_ledger(trial: Trial, harm: Callable[[Path], None]) -> None:
    """One that says what cannot be stops the run, which says so; one cut off is written anew."""
    ledger = trial.out / "archive" / "ledger" / "record.jsonl"
    whole = ledger.read_bytes()
    harm(ledger)
    trial.faults += 1
    status = trial.run()
    trial.require_stands()
    if harm is _flip:
        assert status == 1, trial.said
        assert "record.jsonl:1" in trial.said
        ledger.write_bytes(whole)
    trial.require_recovers()
