import time
from pathlib import Path

from assets.timings import read_timings, timed


def test_stages_add_up(tmp_path: Path) -> None:
    assert read_timings(tmp_path) == {}
    for _ in range(2):
        with timed(tmp_path / "work", "landing"):
            time.sleep(0.02)
    with timed(tmp_path / "work", "report"):
        pass
    timings = read_timings(tmp_path / "work")
    assert list(timings) == ["landing", "report"]
    assert 0.04 <= timings["landing"] < 5
    assert timings["report"] < timings["landing"]
