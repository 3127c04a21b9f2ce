"""The bench at work in a browser: sliders, the list of who moves, refusals, the file."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assets.report import dates, numbers
from assets.report.environment import page_environment
from assets.report.mode import read_mode
from assets.report.tuning_page import data_script
from competency.loading import parse_framework
from competency.what_if import recompute
from competency.what_if_keys import shown_by
from report.made_up_run import make_run
from report.page_reader import read_page
from report.tuning_world import centre_of

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "assets" / "report" / "static"


@pytest.fixture(scope="module")
def centre():
    return centre_of("shipped")


@pytest.fixture(scope="module")
def seen(centre, tmp_path_factory):
    """What the driver saw on the page of a made-up centre."""
    report = tmp_path_factory.mktemp("bench")
    shutil.copytree(STATIC, report / "shared")
    shutil.copy(HERE / "tuning_page_driver.js", report / "shared")
    folder = report / "analysis"
    folder.mkdir()
    (folder / "tuning-data.js").write_text(data_script(centre.bench), "utf-8")
    env = page_environment()
    env.globals.update(dates=dates, numbers=numbers)
    run = make_run()
    page = env.get_template("tuning.html").render(
        bench=centre.bench, root="../", run=run, as_of=date(2025, 10, 31), mode=read_mode(run)
    )
    driver = '<script src="../shared/tuning_page_driver.js"></script></body>'
    (folder / "tuning.html").write_text(page.replace("</body>", driver), "utf-8")
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={report}/p", "--virtual-time-budget=30000", "--dump-dom",
        (folder / "tuning.html").as_uri() + "?lang=en",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout.decode("utf-8"), re.S)
    assert found, "the driver did not come to its end"
    return json.loads(read_page(found[1]).text())


def test_at_first_nobody_moves_and_there_is_nothing_to_download(seen):
    assert seen["first"]["headline"].startswith("0 of ")
    assert seen["first"]["people"] == []
    assert not seen["first"]["download"]


def test_what_is_shown_is_what_the_file_does(seen, centre):
    framework = shown_by(centre.framework, parse_framework(seen["text"], "config-tuned.yml"))
    after = recompute(framework, centre.made.published, paths=False, words=False)
    month = after.posterior.month
    newest = month == month.max()
    old = centre.before.placement.places.tier[newest]
    new = after.placement.places.tier[newest]
    agents = after.posterior.agents[after.posterior.agent[newest]]
    shown = seen["changed"]
    assert shown["headline"].startswith(f"{(old != new).sum()} of {len(old)} people")
    assert {row[0] for row in shown["people"]} == set(agents[old != new])
    assert len(shown["people"]) > 3
    counts = {row[0].split()[0]: (int(row[1]), int(row[2])) for row in shown["tiers"]}
    for tier in range(1, 6):
        assert counts[str(tier)] == ((old == tier).sum(), (new == tier).sum())
    assert sum(int(row[2]) for row in shown["teams"]) <= (old != new).sum()


def test_the_others_give_way_so_that_weights_add_up_to_1(seen):
    weights = seen["changed"]["weights"]
    assert weights[0] == 0.3
    assert sum(weights) == pytest.approx(1, abs=1e-9)
    assert all(
        one < was for one, was in zip(weights[1:], seen["first"]["weights"][1:], strict=True)
    )


def test_only_what_was_changed_is_listed(seen):
    names = [row[0] for row in seen["changed"]["changes"]]
    assert "ladder.tiers.executing.layer_floors.core" in names
    assert "recalibration.step_limit" not in names
    row = next(row for row in seen["changed"]["changes"] if row[0].endswith("expert.composite_cut"))
    assert row[1:] == ["68", "64"]


def test_numbers_stay_within_their_bounds_and_are_never_empty(seen):
    assert (seen["clipped"], seen["kept"]) == ("1", "0.02")


def test_what_the_rules_refuse_is_told_and_not_written(seen):
    assert "coin's toss" in seen["refused"]["refused"]
    assert not seen["refused"]["download"]
    assert seen["refused"]["people"] == seen["changed"]["people"]
    assert "add up to 1.1" in seen["alone"]["refused"]


def test_one_setting_and_all_go_back(seen):
    assert seen["back"]["download"]
    assert seen["back"]["people"] == seen["changed"]["people"]
    assert seen["last"] == seen["first"]
