"""kill -9 at every boundary: of assets, of dbt models, of the changes on disk at the end."""

import re
import shutil
from pathlib import Path

import pytest

from chaos.centre import Trial

ROOT = Path(__file__).parents[2]
KEYS = (ROOT / "tests" / "pipelines" / "asset_keys.txt").read_text(encoding="utf-8").split()
OURS = [key for key in KEYS if key.split("/")[0] in ("landing", "published")]
MODELS = sorted(path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.sql"))
MODELS += sorted(path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.py"))
# What is made several at a time has a step of another name.
TOGETHER = re.compile("landing/(previous_.*|run_context|framework_editions|.*wave.*)")
STEPS = [key for key in OURS if not TOGETHER.fullmatch(key)]
LAST_WRITES = 40

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("asset", OURS)
def test_killed_when_an_asset_is_made(trial: Trial, asset: str) -> None:
    status = trial.run({"kind": "at_asset", "asset": asset, "event": "ASSET_MATERIALIZATION"})
    assert status == -9, trial.said
    trial.require_stands()
    trial.require_recovers()


@pytest.mark.parametrize("step", STEPS)
def test_killed_when_a_step_begins(trial: Trial, step: str) -> None:
    status = trial.run({"kind": "at_asset", "asset": step, "event": "STEP_START"})
    assert status == -9, trial.said
    trial.require_stands()
    trial.require_recovers()


@pytest.mark.parametrize("model", MODELS)
def test_killed_inside_dbt(trial: Trial, model: str) -> None:
    event = "NodeFinished" if MODELS.index(model) % 2 else "NodeStart"
    assert trial.run({"kind": "at_node", "node": model, "event": event}) == -9, trial.said
    assert trial.require_stands() == trial.before
    trial.require_recovers()


@pytest.mark.parametrize("place", range(LAST_WRITES))
def test_killed_at_a_change_on_disk(trial: Trial, place: int, tmp_path: Path) -> None:
    """Spread over all that the marts, delivery, pages, switch and archive write."""
    total = _writes(trial, tmp_path)
    number = 1 + place * (total - 1) // (LAST_WRITES - 1)
    assert trial.run(_write(trial, number, "kill")) == -9, trial.said
    trial.require_stands()
    trial.require_recovers()


@pytest.mark.parametrize("place", range(LAST_WRITES // 2))
def test_killed_in_the_switch(trial: Trial, place: int, tmp_path: Path) -> None:
    """Each of the last changes: the rename, the link, what is kept and what is pruned."""
    total = _writes(trial, tmp_path)
    assert trial.run(_write(trial, total - place, "kill")) == -9, trial.said
    trial.require_stands()
    trial.require_recovers()


_counted: dict[str, int] = {}


def _writes(trial: Trial, folder: Path) -> int:
    """How many changes there are, counted once; the trial then begins anew."""
    if "total" not in _counted:
        into = folder / "count"
        keep = folder / "keep"
        shutil.copytree(trial.out, keep, symlinks=True)
        fault = {"kind": "count_writes", "into": str(into), **_place(trial)}
        assert trial.run(fault) == 0, trial.said
        _counted["total"] = int(into.read_text())
        shutil.rmtree(trial.out)
        shutil.copytree(keep, trial.out, symlinks=True)
    assert _counted["total"] > LAST_WRITES
    return _counted["total"]


def _place(trial: Trial) -> dict[str, str]:
    return {"out": str(trial.out), "stage": "published/marts"}


def _write(trial: Trial, number: int, how: str) -> dict[str, object]:
    return {"kind": "at_write", "number": number, "how": how, **_place(trial)}
