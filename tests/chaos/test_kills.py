"""kill -9 at every boundary: of assets, of dbt models, of the changes on disk at the end."""

import re
import shutil
from pathlib import Path

import pytest

from chaos.centre import Trial, chains

ROOT = Path(__file__).parents[2]
KEYS = (ROOT / "tests" / "pipelines" / "asset_keys.txt").read_text(encoding="utf-8").split()
# Made by a backfill alone.
BACKFILLED = {"published/rebuilt_month"}
OURS = [key for key in KEYS if re.match("landing/|published/", key) and key not in BACKFILLED]
MODELS = sorted(path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.sql"))
MODELS += sorted(path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.py"))
# What is made several at a time has a step of another name.
TOGETHER = re.compile("landing/(previous_.*|run_context|framework_editions|.*wave.*)")
STEPS = [key for key in OURS if not TOGETHER.fullmatch(key)]
WRITES, LAST = 20, 10
LENGTH = 5

pytestmark = pytest.mark.chaos


@pytest.mark.parametrize("assets", chains(OURS, LENGTH), ids=lambda assets: assets[0])
def test_killed_when_assets_are_made(trial: Trial, assets: list[str]) -> None:
    for asset in assets:
        trial.kill({"kind": "at_asset", "asset": asset, "event": "ASSET_MATERIALIZATION"})
    trial.require_recovers()


# Every other one: the step before it has just ended, and that is tried above.
@pytest.mark.parametrize("steps", chains(STEPS[::2], LENGTH), ids=lambda steps: steps[0])
def test_killed_when_steps_begin(trial: Trial, steps: list[str]) -> None:
    for step in steps:
        trial.kill({"kind": "at_asset", "asset": step, "event": "STEP_START"})
    trial.require_recovers()


# Every third one: what is left behind is the same, a warehouse that the next run replaces.
@pytest.mark.parametrize("models", chains(MODELS[::3], LENGTH), ids=lambda models: models[0])
def test_killed_inside_dbt(trial: Trial, models: list[str]) -> None:
    for model in models:
        event = "NodeFinished" if MODELS.index(model) % 2 else "NodeStart"
        trial.kill({"kind": "at_node", "node": model, "event": event})
    assert trial.require_stands() == trial.before
    trial.require_recovers()


@pytest.mark.parametrize(
    "numbers", chains((1, 2, 4, 8, 15, 25, 40, 60, 90, 130), LENGTH), ids=["one", "other"]
)
def test_killed_at_the_first_changes_on_disk(trial: Trial, numbers: list[int]) -> None:
    """From the lock on, while exports land."""
    for number in numbers:
        fault = {"kind": "at_write", "number": number, "how": "kill"}
        trial.kill({**fault, "out": str(trial.out), "stage": ""})
    trial.require_recovers()


@pytest.mark.parametrize("places", chains(range(WRITES), LENGTH), ids=lambda places: str(places[0]))
def test_killed_at_changes_on_disk(trial: Trial, places: list[int], tmp_path: Path) -> None:
    """Spread over what the marts, delivery, pages and archive write."""
    fewest = _writes(trial, tmp_path)[1]
    for place in places:
        number = 1 + place * (fewest - 1) // (WRITES - 1)
        trial.kill({"kind": "at_write", "number": number, "how": "kill", **_place(trial)})
    trial.require_recovers()


@pytest.mark.parametrize("place", range(LAST))
def test_killed_in_the_switch(trial: Trial, place: int, tmp_path: Path) -> None:
    """Each of the last changes: the rename, the link, what is kept and what is pruned."""
    number = _writes(trial, tmp_path)[0] - place
    trial.kill({"kind": "at_write", "number": number, "how": "kill", **_place(trial)})
    trial.require_recovers()


_counted: list[int] = []


def _writes(trial: Trial, folder: Path) -> list[int]:
    """How many changes the day's run makes, and one after it; counted once.

    What a killed run has put into the archive the next need not write: any run makes as many as
    the latter. The trial then begins anew.
    """
    if not _counted:
        into = folder / "count"
        keep = folder / "keep"
        shutil.copytree(trial.out, keep, symlinks=True)
        fault = {"kind": "count_writes", "into": str(into), **_place(trial)}
        for _ in range(2):
            assert trial.run(fault) == 0, trial.said
            _counted.append(int(into.read_text()))
        shutil.rmtree(trial.out)
        shutil.copytree(keep, trial.out, symlinks=True)
    assert _counted[0] >= _counted[1] > WRITES
    return _counted


def _place(trial: Trial) -> dict[str, str]:
    return {"out": str(trial.out), "stage": "published/marts"}
