import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from assets.previous_result import previous_version
from assets.publication import (
    AnotherRunError,
    moment_of_publication,
    publish,
    remove_leftovers,
    single_writer,
    version_folders,
)


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


def test_a_clock_that_was_set_back_does_not_turn_the_order_round(tmp_path: Path) -> None:
    ahead = json.dumps({"as_of": "2026-03-31", "finished_at": "2999-01-01T00:00:00+00:00"})
    publish(_stage(tmp_path, ahead), tmp_path, version="29990101T000000.000000-a", keep=3)
    moment = moment_of_publication(tmp_path)
    again = json.dumps({"as_of": "2026-03-31", "finished_at": moment.isoformat(timespec="seconds")})
    name = f"{moment:%Y%m%dT%H%M%S.%f}-b"
    publish(_stage(tmp_path, again), tmp_path, version=name, keep=3)
    assert [folder.name for folder in version_folders(tmp_path)][-1] == name
    before = previous_version(tmp_path / "current", date(2026, 3, 31))
    assert before is not None
    assert before.folder.name == name


def test_the_moment_is_now_where_the_clock_is_right(tmp_path: Path) -> None:
    publish(_stage(tmp_path, _run("2026-03-31", 0)), tmp_path, version="v0", keep=3)
    publish(_stage(tmp_path, "damaged"), tmp_path, version="v1", keep=3)
    assert abs(moment_of_publication(tmp_path) - datetime.now(UTC)) < timedelta(minutes=1)


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
    today = datetime.now(UTC).date()
    with (
        pytest.raises(AnotherRunError, match=rf"\(process {holder.pid}, since {today}T"),
        single_writer(tmp_path),
    ):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    time.sleep(0.05)
    with single_writer(tmp_path):
        pass
    assert (tmp_path / ".lock").read_text() == "", "nobody holds it, nobody is named"


def test_a_reader_keeps_what_it_has_open_through_publication_and_removal(tmp_path: Path) -> None:
    def stage(number: int) -> Path:
        staged = _stage(tmp_path, _run("2026-03-31", number))
        with duckdb.connect(str(staged / "warehouse.duckdb")) as connection:
            connection.execute(f"create table t as select {number} as n from range(100000)")
        (staged / "report" / "index.html").write_text(str(number) * 100_000)
        return staged

    publish(stage(0), tmp_path, version="v0", keep=0)
    current = (tmp_path / "current").resolve()
    page = (current / "report" / "index.html").open()
    held = duckdb.connect(str(current / "warehouse.duckdb"), read_only=True)
    assert page.read(10) == "0" * 10
    for number in (1, 2, 3):
        publish(stage(number), tmp_path, version=f"v{number}", keep=0)
        again = tmp_path / "current" / "warehouse.duckdb"
        with duckdb.connect(str(again.resolve()), read_only=True) as fresh:
            assert fresh.execute("select distinct n from t").fetchall() == [(number,)]
    assert not current.exists(), "removed under the reader's hands"
    assert page.read() == "0" * 99_990
    assert held.execute("select sum(n), count(*) from t").fetchall() == [(0, 100_000)]
    page.close()
    held.close()


_KILLED = """
import os, shutil, signal, sys
from pathlib import Path
import assets.publication as publication

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

at, out = sys.argv[1], Path(sys.argv[2])
if at == "moved":
    Path.symlink_to = die
elif at == "switched":
    publication.flush_folder = lambda folder: die() if folder == out else None
else:
    def half(folder):
        next(path for path in folder.rglob("*") if path.name == "index.html").unlink()
        die()
    shutil.rmtree = half
publication.publish(out / "work" / "next", out, version="v2", keep=0)
"""


@pytest.mark.parametrize(
    ("at", "current"), [("moved", "v1"), ("switched", "v2"), ("half removed", "v2")]
)
def test_wherever_a_publication_is_killed_results_are_whole_and_the_next_one_tidies(
    tmp_path: Path, at: str, current: str
) -> None:
    for number, day in ((0, "2026-03-29"), (1, "2026-03-30")):
        publish(_stage(tmp_path, _run(day, number)), tmp_path, version=f"v{number}", keep=1)
    _stage(tmp_path, _run("2026-03-31", 2))
    killed = subprocess.run([sys.executable, "-c", _KILLED, at, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "current").resolve().name == current
    before = previous_version(tmp_path / "current", date(2026, 4, 1))
    assert before is not None
    assert before.folder.name == current, "what nobody ever saw is not gone on from"
    for folder in version_folders(tmp_path):
        assert (folder / "report" / "index.html").is_file(), "a version is whole or not there"
    shutil.rmtree(tmp_path / "work", ignore_errors=True)
    publish(_stage(tmp_path, _run("2026-04-01", 3)), tmp_path, version="v3", keep=9)
    left = {path.name for path in (tmp_path / "versions").iterdir()}
    assert left == {folder.name for folder in version_folders(tmp_path)}
    assert ("v2" in left) == (current == "v2")


def test_a_folder_without_a_result_is_swept_and_the_current_one_never(tmp_path: Path) -> None:
    publish(_stage(tmp_path, _run("2026-03-31", 0)), tmp_path, version="v0", keep=3)
    (tmp_path / "versions" / "half" / "report").mkdir(parents=True)
    (tmp_path / "current" / "run.json").unlink()
    assert remove_leftovers(tmp_path) == ["half"]
    assert (tmp_path / "current" / "report" / "index.html").is_file()


_ON_A_DISK_OF_ITS_OWN = """
import subprocess, sys
from pathlib import Path
from assets.publication import publish

def stage(out, text):
    staged = out / "work" / "next"
    (staged / "report").mkdir(parents=True, exist_ok=True)
    (staged / "run.json").write_text(text)
    return staged

fault, out = sys.argv[1], Path(sys.argv[2])
publish(stage(out, "one"), out, version="v1", keep=3)
staged = stage(out, "two")
if fault == "full":
    with (out / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass
else:
    subprocess.run(["mount", "-o", "remount,ro", str(out)], check=True)
try:
    publish(staged, out, version="v2", keep=3)
except OSError as error:
    print(error.strerror)
print((out / "current" / "run.json").read_text(), (out / "current").resolve().name)
if fault == "full":
    (out / "filler").unlink()
else:
    subprocess.run(["mount", "-o", "remount,rw", str(out)], check=True)
publish(staged, out, version="v2", keep=3)
print((out / "current" / "run.json").read_text(), (out / "current").resolve().name)
"""


@pytest.mark.parametrize(
    ("fault", "said"), [("full", "No space left on device"), ("ro", "Read-only file system")]
)
def test_a_full_or_read_only_disk_leaves_current_whole_and_the_next_try_publishes(
    tmp_path: Path, fault: str, said: str
) -> None:
    mount = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"'
    disk = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, str(tmp_path)]
    try:
        subprocess.run([*disk, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system lets nobody mount a disk of its own")
    script = [sys.executable, "-c", _ON_A_DISK_OF_ITS_OWN, fault, str(tmp_path)]
    ran = subprocess.run([*disk, *script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [said, "one v1", "two v2"]
