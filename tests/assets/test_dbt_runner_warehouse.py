"""What a crash left of the working warehouse goes, whatever it is."""

from pathlib import Path

import pytest

from assets.dbt_runner import remove_warehouse
from assets.run_settings import RunSettings


@pytest.mark.parametrize("left", ["nothing", "a file", "a folder"])
def test_what_is_left_of_the_warehouse_goes(tmp_path: Path, left: str) -> None:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    settings.work.mkdir(parents=True)
    log = settings.work / "warehouse.duckdb.wal"
    if left == "a file":
        settings.warehouse.write_bytes(b"torn")
        log.write_bytes(b"torn")
    elif left == "a folder":
        (settings.warehouse / "inside").mkdir(parents=True)
    remove_warehouse(settings)
    assert list(settings.work.iterdir()) == []
