"""Disks that are full, read-only or somebody else's; too few open files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chaos.centre import Trial

pytestmark = pytest.mark.chaos

# What is left of the disk when the run begins, in kB: from none to nearly enough.
LEFT = (0, 64, 512, 2048, 4096, 8192, 12288, 16384)


def test_no_file_can_grow_any_more(trial: Trial) -> None:
    for most in (0, 4096, 65536, 300_000, 1_000_000, 4_000_000, 12_000_000):
        status = trial.run({"kind": "small_files", "most": most})
        assert status in (0, 1, 2), trial.said
        trial.require_stands()
    trial.require_recovers()


def test_few_open_files(trial: Trial) -> None:
    for most in (8, 20, 32):
        assert trial.run({"kind": "few_files", "most": most}) in (0, 1, 2), trial.said
        trial.require_stands()
    trial.require_recovers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_elses_folder(trial: Trial) -> None:
    status = trial.run({"kind": "as_nobody"})
    assert status in (1, 2), trial.said
    trial.require_stands()
    trial.require_recovers()


@pytest.mark.parametrize("numbers", [[1, 5, 60, 200], [2, 20, 120, 300]], ids=["one", "other"])
def test_the_disk_is_full_at_one_write(trial: Trial, numbers: list[int]) -> None:
    place = {"out": str(trial.out), "stage": ""}
    for number in numbers:
        status = trial.run({"kind": "at_write", "number": number, "how": "full", **place})
        assert status in (0, 1, 2), trial.said
        trial.require_stands()
    trial.require_recovers()


def _may_mount() -> bool:
    unshare = shutil.which("unshare")
    asked = ["unshare", "--mount", "--map-root-user", "true"]
    return bool(unshare) and subprocess.run(asked, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not _may_mount(), reason="this machine lets nobody mount")
@pytest.mark.parametrize("left", LEFT)
def test_a_disk_that_is_full(trial: Trial, left: int, tmp_path: Path) -> None:
    """A real file system of its own, in a mount namespace that goes with the run."""
    size = sum(path.lstat().st_size for path in trial.out.rglob("*")) // 1024
    _mounted(trial, tmp_path, f"mount -t tmpfs -o size={size + size // 4 + left}k none {{disk}}")


@pytest.mark.skipif(not _may_mount(), reason="this machine lets nobody mount")
def test_a_disk_that_is_read_only(trial: Trial, tmp_path: Path) -> None:
    _mounted(trial, tmp_path, "mount -t tmpfs none {disk}", after="mount -o remount,ro {disk}")


def _mounted(trial: Trial, folder: Path, mount: str, after: str = "true") -> None:
    trial.faults += 1
    disk, back = folder / "disk", folder / "back"
    disk.mkdir()
    ladder = f"{sys.executable} -c 'from pipelines.cli import main; main()'"
    script = f"""
        set -e
        {mount.format(disk=disk)}
        cp -a {trial.out}/. {disk}/
        {after.format(disk=disk)}
        set +e
        {ladder} run --exports {trial.exports} --out {disk} >{folder}/log 2>&1
        echo $? > {folder}/status
        cp -a {disk}/. {back}/
    """
    back.mkdir()
    asked = ["unshare", "--mount", "--map-root-user", "bash", "-c", script]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = (folder / "log").read_text(encoding="utf-8")
    assert int((folder / "status").read_text()) in (0, 1, 2), said
    assert "Traceback" not in said, said
    shutil.rmtree(trial.out)
    shutil.copytree(back, trial.out, symlinks=True)
    trial.logs.append(folder / "log")
    trial.require_stands()
    trial.require_recovers()
