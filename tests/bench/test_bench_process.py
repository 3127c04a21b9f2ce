"""Processes measured from outside, and a run's stages out of them."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bench_process import CommandError, Look, Measured, measure
from bench_run import size_of, stages_of, up_to_marts

BURN = """
import subprocess, sys, time
block = b"x" * 150_000_000
child = "import time\\nwhile time.process_time() < 0.4: pass"
subprocess.run([sys.executable, "-c", child], check=True)
time.sleep(0.2)
print(len(block))
"""


def test_children_and_memory_are_counted(tmp_path: Path) -> None:
    took = measure([sys.executable, "-c", BURN], log=tmp_path / "log")
    assert took.out == "150000000\n"
    assert took.cpu > 0.4
    assert took.wall > 0.6
    assert 140 < took.peak_mib < 400
    assert took.peak_sum_mib >= took.peak_mib


def test_a_command_that_fails_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no room left')"]
    with pytest.raises(CommandError, match=r"(?s)ended with 1:.*no room left"):
        measure(command, log=tmp_path / "log")


def test_stages_add_up_to_the_whole() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)

    def line(second: float, event: str, asset: str) -> dict[str, str]:
        at = began + timedelta(seconds=second)
        return {"ts": at.isoformat(), "event": event, "asset": asset}

    looks = [Look(began + timedelta(seconds=s), 2.0 * s, 100.0 + s, 90.0) for s in range(21)]
    lines = [
        line(4, "asset_start", "landing/crm_agents"),
        line(5, "asset_end", "landing/crm_agents"),
        line(6, "asset_start", "landing/crm_agents_landed_as_agreed"),
        line(7, "asset_start", "landing/crm_surveys"),
        line(8, "asset_start", "run_context"),
        line(9, "asset_start", "dbt_models"),
        line(14, "asset_start", "published/marts"),
        line(15, "asset_start", "published/report"),
        line(19, "asset_start", "published/current"),
    ]
    stages = stages_of(lines, Measured(20, 40, 0, 0, "", looks))
    assert {name: stage.wall for name, stage in stages.items()} == {
        "start_up": 4,
        "landing": 3,
        "expectations": 1,
        "context": 1,
        "dbt": 5,
        "marts": 1,
        "report": 4,
        "publish": 1,
    }
    assert sum(stage.cpu for stage in stages.values()) == pytest.approx(40)
    assert stages["dbt"].peak_mib == 114
    assert up_to_marts(stages).wall == 15


def test_bytes_under_two_names_count_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * 10)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    (tmp_path / "three").symlink_to(tmp_path / "one")
    assert size_of(tmp_path) == 10
    assert size_of(tmp_path / "one") == 10
