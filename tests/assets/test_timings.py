import json
import time
from pathlib import Path

import numpy as np
import pytest

from assets.timings import (
    final_timings,
    forget_peak,
    forget_timings,
    note,
    note_asset,
    peak_mib,
    read_timings,
    timed,
)


def test_stages_add_up(tmp_path: Path) -> None:
    assert read_timings(tmp_path) == {"stages": {}, "assets": {}}
    for _ in range(2):
        with timed(tmp_path / "work", "landing"):
            time.sleep(0.02)
    with timed(tmp_path / "work", "report"):
        pass
    timings = read_timings(tmp_path / "work")["stages"]
    assert list(timings) == ["landing", "report"]
    assert 0.04 <= timings["landing"] < 5
    assert timings["report"] < timings["landing"]


def test_assets_have_seconds_and_memory_until_the_next_run(tmp_path: Path) -> None:
    note_asset(tmp_path, "published/report", 1.23456, 400)
    assert read_timings(tmp_path)["assets"] == {
        "published/report": {"seconds": 1.235, "peak_mib": 400}
    }
    forget_timings(tmp_path)
    assert read_timings(tmp_path)["assets"] == {}


def test_stages_of_a_run_add_up_to_its_seconds(tmp_path: Path) -> None:
    began = time.perf_counter() - 10.0
    forget_timings(tmp_path, began)
    note(tmp_path, "imports", 2.0)
    note(tmp_path, "dbt_models", 3.0)
    with timed(tmp_path, "landing"):  # part of the asset's own second
        pass
    for asset in ("landing/crm_agents", "run_context", "landing/crm_agents_landed_as_agreed"):
        note_asset(tmp_path, asset, 1.0, None)
    note_asset(tmp_path, "dbt_models", 3.5, None)
    timings = final_timings(tmp_path)
    stages = timings["stages"]
    assert (stages["landing"], stages["expectations"]) == (2.0, 1.0)
    assert stages["dagster"] == pytest.approx(2.0, abs=0.2)
    assert sum(stages.values()) == pytest.approx(timings["seconds"], abs=0.01)
    assert timings["seconds"] == pytest.approx(10.0, abs=0.2)
    assert "began" not in timings
    json.dumps(timings)


def test_steps_without_a_run_have_their_stages_alone(tmp_path: Path) -> None:
    note(tmp_path, "report", 1.0)
    assert final_timings(tmp_path) == {"stages": {"report": 1.0}, "assets": {}}


def test_half_a_file_of_a_killed_run_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "timings.json").write_text('{"stages": {"land')
    assert read_timings(tmp_path)["stages"] == {}


@pytest.mark.skipif(peak_mib() is None, reason="the system does not tell")
def test_the_peak_is_that_since_it_was_forgotten() -> None:
    before = peak_mib()
    held = np.ones(25_000_000)  # 200 MB
    high = peak_mib()
    del held
    forget_peak()
    after = peak_mib()
    assert before is not None
    assert high is not None
    assert after is not None
    assert high - after > 100
