import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from assets.previous_result import previous_version
from assets.publication import AnotherRunError, publish, single_writer


def _stage(out: Path, text: str) -> Path:
    staged = out / "work" / "next"
    (staged / "report").mkdir(parents=True)
    (staged / "run.json").write_text(text)
    (staged / "report" / "index.html").write_text(text)
    return staged


def test_current_is_always_one_whole_version(tmp_path: Path) -> None:
    publish(_stage(tmp_path, "one"), tmp_path, version="v1", keep=3)
    held = (tmp_path / "current" / "run.json").open()
    publish(_stage(tmp_path, "two"), tmp_path, version="v2", keep=3)

    assert held.read() == "one"
    assert (tmp_path / "current" / "run.json").read_text() == "two"
    assert (tmp_path / "current" / "report" / "index.html").read_text() == "two"
    held.close()


def test_old_versions_go_by_policy(tmp_path: Path) -> None:
    for number in range(5):
        publish(_stage(tmp_path, str(number)), tmp_path, version=f"v{number}", keep=1)
    assert sorted(path.name for path in (tmp_path / "versions").iterdir()) == ["v3", "v4"]
    assert (tmp_path / "current" / "run.json").read_text() == "4"


def _run(as_of: str, finished: int) -> str:
    return json.dumps({"as_of": as_of, "finished_at": f"2026-04-01T{finished:02}:00:00+00:00"})


def test_looks_back_do_not_push_out_the_newest_as_of_day(tmp_path: Path) -> None:
    days = ("2026-03-30", "2026-03-31", *(f"2025-12-{day}" for day in range(10, 16)))
    for number, as_of in enumerate(days):
        staged = _stage(tmp_path, _run(as_of, number))
        publish(staged, tmp_path, version=f"v{number}", keep=2)
    kept = sorted(path.name for path in (tmp_path / "versions").iterdir())
    assert kept == ["v1", "v5", "v6", "v7"]
    previous = previous_version(tmp_path / "current", date(2026, 4, 7))
    assert previous is not None
    assert previous.folder.name == "v1"


def test_of_one_day_the_run_that_finished_last_is_kept(tmp_path: Path) -> None:
    for number, as_of in enumerate(("2026-03-31", "2026-03-31", "2026-01-31", "2026-02-28")):
        staged = _stage(tmp_path, _run(as_of, number))
        publish(staged, tmp_path, version=f"v{number}", keep=0)
    kept = sorted(path.name for path in (tmp_path / "versions").iterdir())
    assert kept == ["v1", "v3"]


def test_a_left_over_link_of_a_killed_run_does_not_stop_the_next(tmp_path: Path) -> None:
    (tmp_path / ".current.next").symlink_to("nowhere")
    publish(_stage(tmp_path, "one"), tmp_path, version="v1", keep=1)
    assert (tmp_path / "current" / "run.json").read_text() == "one"


def test_a_second_writer_is_refused_with_the_folders_name(tmp_path: Path) -> None:
    with (
        single_writer(tmp_path),
        pytest.raises(AnotherRunError, match=str(tmp_path)),
        single_writer(tmp_path),
    ):
        pass
    with single_writer(tmp_path):
        pass  # free again


def test_a_killed_writer_leaves_no_stale_lock(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from assets.publication import single_writer\n"
        "with single_writer(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(AnotherRunError), single_writer(tmp_path):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    time.sleep(0.05)
    with single_writer(tmp_path):
        pass
