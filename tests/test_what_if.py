"""The what-if against the run it foretells: published results of one centre, two configurations."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from assets.published_result import ResultError
from assets.restricted import ACCESS_LOG
from assets.run_settings import RunSettings
from assets.sample_exports import write_sample
from assets.warehouse import read_marts
from assets.what_if.build import WhatIf, build_what_if, compare
from assets.what_if.reading import Held, read_result
from assets.what_if.record import record_of
from competency.framework import Framework
from competency.loading import load_framework, load_text
from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings
from competency.what_if import recompute
from pipelines.cli import ladder as ladder_command
from pipelines.commands.run import execute

# dagster, dbt and great-expectations warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")

#: What the analyst edits, each found once; the last takes a run to show.
EDITS = {
    "composite_cut: 57": "composite_cut: 54",
    "promotion: {probability: 0.6": "promotion: {probability: 0.55",
    "minutes_per_week: 90": "minutes_per_week: 70",
    "prior_uplift: 2.0": "prior_uplift: 2.5",
    "step_limit: 0.02": "step_limit: 0.03",
}
DIMENSION_EDITS = {"process": ("weight: 0.20", "weight: 0.24"), "resolution": ("0.25", "0.21")}
INDICATOR_EDITS = {
    "qa_process": ("target: 0.90", "target: 0.94"),
    "search_seconds": ("floor: 30", "floor: 36"),
    "mediation_success": ("weight: 0.45", "weight: 0.40"),
}
FRAMES = {
    "dimension_weights": ["period", "dimension"],
    "agent_composites": ["agent_id", "period"],
    "agent_ladder": ["agent_id", "period"],
    "course_effects": ["course_id", "dimension"],
    "path_assignments": ["agent_id", "sequence"],
    "path_gaps": ["agent_id", "dimension", "code"],
}


def _edited() -> str:
    text = load_text()
    for old, new in EDITS.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for edits in (DIMENSION_EDITS, INDICATOR_EDITS):
        for key, (old, new) in edits.items():
            at = text.index(old, text.index(f"- key: {key}\n"))
            text = text[:at] + new + text[at + len(old) :]
    return text


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("config") / "my.yml"
    path.write_text(_edited(), "utf-8")
    return path


@pytest.fixture(scope="module")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    exports = tmp_path_factory.mktemp("exports")
    settings = SimulationSettings(agents=40, months=7, per_month=20, seed=5)
    write_sample(simulate_centre(settings), exports, truth=exports.parent / "truth_of_it")

    def run(config: Path | None, after: Path | None = None) -> Path:
        out = tmp_path_factory.mktemp("out")
        if after is not None:
            shutil.copytree(after, out, symlinks=True, dirs_exist_ok=True)
        assert execute(RunSettings(exports=exports, out=out, config=config)) == []
        return out

    return run


@pytest.fixture(scope="module")
def out(publish: Callable[..., Path]) -> Path:
    """The result under the shipped configuration."""
    return publish(None)


@pytest.fixture(scope="module")
def foretold(publish: Callable[..., Path], config: Path, out: Path) -> Path:
    """The result under the changed one, run after the other in the same place."""
    return publish(config, out)


@pytest.fixture(scope="module")
def what_if(out: Path, config: Path) -> WhatIf:
    return build_what_if(out, load_framework(config))


def _same(found: dict[str, pd.DataFrame], out: Path, left_out: str = "-") -> None:
    """Every figure, word and row of the marts, to the digits that are published.

    `left_out`: columns that begin so are not compared.
    """
    marts = read_marts(out / "current" / "warehouse.duckdb", list(FRAMES))
    for name, keys in FRAMES.items():
        ours, theirs = (
            frame[list(marts[name].columns)].sort_values(keys).reset_index(drop=True)
            for frame in (found[name], marts[name])
        )
        assert len(theirs), name
        for column in theirs.columns[~theirs.columns.str.startswith(left_out)]:
            one, other = ours[column], theirs[column]
            if pd.api.types.is_datetime64_any_dtype(other):
                one, other = one.astype("datetime64[us]"), other.astype("datetime64[us]")
            elif pd.api.types.is_numeric_dtype(other) and not pd.api.types.is_bool_dtype(other):
                one, other = (side.astype("Float64").round(6) for side in (one, other))
            else:
                one, other = one.astype("string"), other.astype("string")
            pd.testing.assert_series_equal(one, other, rtol=0, atol=0, obj=f"{name}.{column}")


def _frames(held: Held, framework: Framework) -> dict[str, pd.DataFrame]:
    found = recompute(framework, held.published)
    return {
        "dimension_weights": found.weights,
        "agent_composites": found.composites,
        "agent_ladder": found.ladder,
        "course_effects": found.effects,
        "path_assignments": found.planned.assignments,
        "path_gaps": found.planned.gaps,
    }


def test_the_same_configuration_changes_nothing(out: Path) -> None:
    held = read_result(out)
    _same(_frames(held, held.framework), out)
    found = compare(held, load_framework())
    assert found.differences == ()
    assert found.moves == dict.fromkeys(("moved", "up", "down", "placed", "unplaced"), 0)
    assert found.moved.empty
    assert found.other_paths == 0
    np.testing.assert_array_equal(found.weights[:, 0], found.weights[:, 1])
    assert found.minutes["before"] == found.minutes["after"]


def test_a_changed_one_is_what_its_run_publishes(what_if: WhatIf, foretold: Path) -> None:
    assert what_if.keys("run") == []
    _same(what_if.after, foretold, left_out="blocked_by")
    _same(_frames(what_if.held, what_if.framework), foretold)
    assert what_if.moves["moved"] > 0
    assert what_if.other_paths > 0
    ladder = read_marts(foretold / "current" / "warehouse.duckdb", ["agent_ladder"])["agent_ladder"]
    latest = ladder[ladder["period"] == ladder["period"].max()].set_index("agent_id")["tier"]
    after = what_if.people.set_index("agent_id")["tier_after"]
    assert after.to_dict() == latest.fillna(0).astype(int).to_dict()


def test_nothing_published_is_touched(out: Path, config: Path) -> None:
    """But for the log of who read people's names."""

    def files() -> dict[Path, int]:
        return {
            path: path.stat().st_mtime_ns
            for path in out.rglob("*")
            if path != out / ACCESS_LOG and path != (out / ACCESS_LOG).parent
        }

    before = files()
    build_what_if(out, load_framework(config))
    assert files() == before


def test_everybody_who_moves_has_a_reason_in_both_languages(what_if: WhatIf) -> None:
    moved = what_if.moved
    differ = what_if.people[what_if.people["tier_before"] != what_if.people["tier_after"]]
    assert set(moved["agent_id"]) == set(differ["agent_id"])
    assert moved["reason"].str.len().gt(10).all()
    assert moved["reason_zh"].str.contains("[一-龥]").all()


def test_the_summary_is_small_and_adds_up(what_if: WhatIf) -> None:
    summary: dict[str, Any] = json.loads(json.dumps(what_if.summary(), allow_nan=False))
    assert sum(pair[0] for pair in summary["tiers"].values()) == summary["people"]
    assert sum(pair[1] for pair in summary["tiers"].values()) == summary["people"]
    assert sum(pair[1] for pair in summary["weights"].values()) == pytest.approx(1, abs=1e-5)
    assert summary["moved"] == sum(summary[key] for key in ("up", "down", "placed", "unplaced"))
    assert {"key": "dimensions.process.weight", "before": 0.2, "after": 0.24} in summary["changes"]
    assert summary["in_force"] == {"from": None, "shown": "always", "others": False}
    assert len(json.dumps(summary)) < 4_000


def test_the_record_has_everything(what_if: WhatIf) -> None:
    record = json.loads(json.dumps(record_of(what_if), allow_nan=False))
    assert {one["key"] for one in record["changes"] if one["effect"] == "shown"} >= {
        "dimensions.process.weight", "indicators.qa_process.target", "paths.minutes_per_week",
    }  # fmt: skip
    assert len(record["agents"]) == len(what_if.people)
    assert sum(one["tier"][0] != one["tier"][1] for one in record["agents"]) == len(record["moved"])
    assert {one["attribute"] for one in record["fairness"]} >= {"role"}
    months = {one["period"] for one in record["weights"]}
    for month in months:
        total = sum(one["after"] for one in record["weights"] if one["period"] == month)
        assert total == pytest.approx(1, abs=1e-5)
    assert record["sensitivity"]["draws"] == 200
    assert 0 < record["sensitivity"]["mean"] <= 1
    assert record["paths"]["minutes_after"] == sum(one["minutes"][1] for one in record["agents"])


def test_what_takes_a_run_is_named_and_not_applied(out: Path) -> None:
    other = load_framework().model_copy(update={"satisfied_from": 5, "window_months": 6})
    found = build_what_if(out, other)
    assert found.keys("run") == ["satisfied_from", "window_months"]
    assert found.moves["moved"] == 0
    assert found.summary()["takes_effect_with_a_run"] == ["satisfied_from", "window_months"]


def test_what_moves_no_figure_is_listed_and_warnings_are_kept(out: Path) -> None:
    other = load_framework()
    guards = other.guards.model_copy(update={"indicator_share": 0.9})
    other = other.model_copy(update={"guards": guards, "name": "ours"})
    found = build_what_if(out, other, warnings=["f.yml:3: look"])
    assert set(record_of(found)["without_effect"]) == {"guards.indicator_share", "name"}
    assert found.summary()["without_effect"] == record_of(found)["without_effect"]
    assert found.summary()["warnings"] == ["f.yml:3: look"]


def test_from_a_month_on_earlier_months_keep_what_was_published(
    out: Path, config: Path, what_if: WhatIf
) -> None:
    held, changed = what_if.held, load_framework(config)
    month = pd.Timestamp(held.published.as_of.replace(day=1))
    found = compare(held, changed, month.date())
    before, after = held.before["dimension_weights"], found.after["dimension_weights"]
    past = [
        frame[frame["period"] < month].set_index(["period", "dimension"])["weight"].sort_index()
        for frame in (before, after)
    ]
    assert len(past[0])
    # Published figures are rounded to twelve digits.
    np.testing.assert_allclose(past[1].to_numpy(), past[0].to_numpy(), rtol=0, atol=1e-11)
    assert not np.array_equal(found.weights[:, 1], found.weights[:, 0])
    assert (
        np.abs(found.weights[:, 1] - found.weights[:, 0]).max()
        < np.abs(what_if.weights[:, 1] - what_if.weights[:, 0]).max()
    )  # one step instead of many
    assert found.in_force["shown"] == "from"
    later = compare(held, changed, (month + pd.DateOffset(months=2)).date())
    np.testing.assert_array_equal(later.weights, what_if.weights)
    assert later.summary()["in_force"]["shown"] == "always"
    assert later.summary()["in_force"]["from"] is not None


def test_the_command_prints_text_json_and_a_page(out: Path, config: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "what_if.html"
    called = ["whatif", "--out", str(out), "--config", str(config)]
    english = CliRunner().invoke(ladder_command, [*called, "--page", str(page)])
    assert english.exit_code == 0, english.stderr
    assert "people would stand elsewhere" in english.stdout
    assert english.stdout.count("\n") < 80
    assert page.read_text("utf-8").startswith("<!doctype html>")
    chinese = CliRunner().invoke(ladder_command, [*called, "--language", "zh"])
    assert "假设分析" in chinese.stdout
    as_json = CliRunner().invoke(ladder_command, [*called, "--json"])
    assert json.loads(as_json.stdout)["people"]["moved"] > 0
    assert json.loads(as_json.stdout)["in_force"]["shown"] == "always"
    since = CliRunner().invoke(ladder_command, [*called, "--from", "2099-01"])
    assert "It shall hold from 2099-01" in since.stdout


def test_the_command_prints_the_warnings_of_the_file(out: Path, tmp_path: Path) -> None:
    file = tmp_path / "overdue.yml"
    file.write_text(re.sub(r"review_by: [0-9-]+", "review_by: 2020-01-31", load_text()), "utf-8")
    called = CliRunner().invoke(
        ladder_command, ["whatif", "--out", str(out), "--config", str(file), "--json"]
    )
    assert called.exit_code == 0, called.stderr
    warnings = json.loads(called.stdout)["warnings"]
    assert warnings
    for warning in warnings:
        assert f"warning: {warning}" in called.stderr
    assert any("review_by" in warning for warning in warnings)


@pytest.mark.parametrize("flaw", ["no result", "broken file"])
def test_the_command_refuses_what_it_cannot_read(
    flaw: str, out: Path, config: Path, tmp_path: Path
) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(config.read_text("utf-8").replace("step_limit:", "step_limits:"), "utf-8")
    where, which = (tmp_path, config) if flaw == "no result" else (out, file)
    called = CliRunner().invoke(
        ladder_command, ["whatif", "--out", str(where), "--config", str(which)]
    )
    assert called.exit_code == 2
    assert called.stdout == ""
    assert (
        ("ladder run" in called.stderr) if flaw == "no result" else ("step_limits" in called.stderr)
    )


def test_a_result_of_an_earlier_version_says_what_it_lacks(out: Path, tmp_path: Path) -> None:
    old = tmp_path / "current"
    shutil.copytree((out / "current").resolve(), old)
    with duckdb.connect(str(old / "warehouse.duckdb")) as connection:
        connection.execute("drop table marts.trainings")
        connection.execute("alter table marts.agent_scores drop column ability")
    with pytest.raises(ResultError, match=r"agent_scores\.ability, trainings; run `ladder run`"):
        read_result(tmp_path)


def test_earlier_months_are_explained_by_the_configuration_they_had(
    out: Path, tmp_path: Path
) -> None:
    shutil.copytree((out / "current").resolve(), tmp_path / "current")
    with duckdb.connect(str(tmp_path / "current" / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.config_editions set framework_json = "
            "replace(framework_json, '\"composite_cut\":57.0', '\"composite_cut\":61.0')"
        )
        connection.execute(
            "insert into marts.config_editions by name select * replace (edition + 1 as edition, "
            "(select max(period) from marts.agent_ladder) as effective_from, "
            "(select framework_json from marts.framework) as framework_json) "
            "from marts.config_editions"
        )
    easier = load_framework()
    tiers = tuple(
        tier.model_copy(update={"composite_cut": tier.composite_cut - 8 * (tier.composite_cut > 0)})
        for tier in easier.ladder.tiers
    )
    ladder = easier.ladder.model_copy(update={"tiers": tiers})
    found = build_what_if(tmp_path, easier.model_copy(update={"ladder": ladder}))
    assert len(found.held.editions.frameworks) == 2
    reasons = found.moved["reason"]
    assert reasons.str.contains("Independent asks for 49 instead of 61").any()
    assert (
        not reasons[found.moved["since"] < found.moved["since"].max()].str.contains("of 57").any()
    )
