"""An erasure of the exports within a run: what is not ours warns, and stops nothing."""

import logging
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.appeal_record import record_path
from assets.contracts.catalogue import table
from assets.erasure_landing import DELETIONS, build_erasure_asset
from assets.erasure_record import ask, read_erasures
from assets.folder_keys import keys_of
from assets.forget import asked_for
from assets.landing.parts import landed
from assets.run_settings import RunSettings
from assets.sealed_lines import append_line
from assets.table_landing import land


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    exports = tmp_path / "exports"
    (exports / "crm").mkdir(parents=True)
    (exports / "crm" / "deletions.csv").write_text("about,id,reason\nperson,A7,asked\n")
    settings = RunSettings(exports=exports, out=tmp_path / "out")
    settings.landing.mkdir(parents=True)
    keys_of(settings.out, settings.keys)
    land(settings, table(DELETIONS))
    return settings


def _run(settings: RunSettings) -> str:
    done = dg.materialize(
        [build_erasure_asset()], resources={"settings": settings}, raise_on_error=False
    )
    assert done.success
    (event,) = done.get_asset_materialization_events()
    return str(event.materialization.metadata["proof"].value)


def test_nobody_known_is_proved(settings: RunSettings) -> None:
    assert _run(settings).startswith("proof-")
    assert _run(settings) == "nothing was waiting"


def test_a_file_that_is_not_ours_warns_until_it_is_gone(
    settings: RunSettings, caplog: pytest.LogCaptureFixture
) -> None:
    keys = keys_of(settings.out, settings.keys)
    ask(settings.out, [asked_for(keys, "A7", by="Ann", reason="asked")])
    append_line(record_path(settings.out), {"agent_id": "A7", "appeal_id": "1"})
    stray = settings.out / "notes.csv"
    stray.write_text("agent_id\nA7\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert "still named in notes.csv" in _run(settings)
    rows = duckdb.execute(f"from {landed(settings.landing, table(DELETIONS).name)}").fetchall()
    assert len(rows) == 1, "landed again after working files went"
    assert [one.proved for one in read_erasures(settings.out)] == [None]
    stray.unlink()
    assert _run(settings).startswith("proof-")
