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
    "work/timings.json",
)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
@pytest.mark.parametrize("name", WORKING)
def test_a_damaged_working_file(trial: Trial, name: str, harm: Callable[[Path], None]) -> None:
    harm(trial.out / name)
    trial.require_recovers()


@pytest.mark.parametrize("name", WORKING)
def test_a_folder_where_a_working_file_was(trial: Trial, name: str) -> None:
    _is_folder(trial.out / name)
    trial.require_recovers()


def test_no_working_files_at_all(trial: Trial) -> None:
    shutil.rmtree(trial.out / "work")
    trial.require_recovers()


@pytest.mark.parametrize("name", ["work/next", "work/landing/.scratch-left", ".current.next"])
def test_leftovers_of_a_crash(trial: Trial, name: str) -> None:
    (trial.out / name).parent.mkdir(parents=True, exist_ok=True)
    if name == ".current.next":
        (trial.out / name).symlink_to("versions/nowhere")
    else:
        (trial.out / name / "half").mkdir(parents=True)
        (trial.out / name / "run.json").write_text("{", encoding="utf-8")
    trial.require_recovers()


def test_a_version_that_was_never_finished(trial: Trial) -> None:
    half = trial.out / "versions" / "20250101T000000.000000-half"
    (half / "marts").mkdir(parents=True)
    trial.require_recovers()


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
@pytest.mark.parametrize(
    "name", ["marts/path_deliveries.parquet", "run.json", "marts/agents.parquet"]
)
def test_a_damaged_published_result(trial: Trial, name: str, harm: Callable[[Path], None]) -> None:
    """It cannot be gone on from in silence: the run says which file, and what to do."""
    harm((trial.out / "current").resolve() / name)
    status = trial.run()
    assert status in (0, 1, 2), trial.said
    assert "Traceback" not in trial.said
    if status:
        assert Path(name).name in trial.said or "run.json" in trial.said


@pytest.mark.parametrize("harm", [_flip, _cut], ids=["flip", "cut"])
def test_a_damaged_archive(trial: Trial, harm: Callable[[Path], None]) -> None:
    """Kept landings that are damaged stop no run."""
    for path in (trial.out / "archive").rglob("*"):
        if path.is_file() and path.stat().st_size and "ledger" not in path.name:
            harm(path)
    status = trial.run()
    assert status == 0, trial.said
