"""The figures are those of the published months, of the weightings named, and say why if none."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from click.testing import CliRunner

from assets.backtest import build
from assets.backtest.build import Proposed, build_backtest, propose
from assets.backtest.reading import read_published
from assets.published_result import ResultError
from competency.loading import load_text
from pipelines.cli import ladder
from pipelines.commands import backtest as command


@pytest.fixture
def proposed(marts):
    """A configuration under which nobody moves and all composites are one dimension."""
    scores = marts["agent_scores"]
    one = scores[scores["dimension"] == "relationship"]
    composites = one[["agent_id", "period"]].assign(composite=one["posterior_mean"])
    return Proposed(
        name="my.yml",
        composites=composites,
        ladder=marts["agent_ladder"].assign(tier=2),
        weights=marts["dimension_weights"].assign(weight=1 / 6),
    )


def by_outcome(backtest):
    return {one["outcome"]: one for one in backtest["foretelling"]}


def test_months_are_the_newest_and_the_one_before_only_foretells(out):
    published = read_published(out, 3)
    assert [one.isoformat()[:7] for one in published.months] == [
        "2025-09",
        "2025-10",
        "2025-11",
        "2025-12",
    ]
    backtest = build_backtest(published)
    assert backtest["months"] == ["2025-10-01", "2025-11-01", "2025-12-01"]
    assert by_outcome(backtest)["recommendation"]["months"] == 3
    assert {one["period"] for one in backtest["weights"]} == {
        "2025-09-01",
        *backtest["months"],
    }


def test_fewer_months_than_asked_are_those_there_are(out):
    backtest = build_backtest(read_published(out, 24))
    assert len(backtest["months"]) == 6
    assert by_outcome(backtest)["recommendation"]["months"] == 6


def test_the_published_weighting_is_the_published_composite(out, marts):
    """The composites made anew from the published weights are those of the mart."""
    published = read_published(out, 6)
    same = Proposed(
        name="same.yml",
        composites=marts["agent_composites"],
        ladder=marts["agent_ladder"],
        weights=marts["dimension_weights"],
    )
    backtest = build_backtest(published, same)
    for one in backtest["foretelling"]:
        assert one["correlations"]["config"] == one["correlations"]["published"]
        if one["correlations"]["published"]["value"] is not None:
            assert one["differences"]["config"]["value"] == 0
    assert backtest["stability"]["config"] == backtest["stability"]["published"]
    assert all(one["config_weight"] == one["weight"] for one in backtest["weights"])


def test_weights_that_move_to_what_drives_the_outcome_foretell_it_better(out, proposed):
    found = by_outcome(build_backtest(read_published(out, 6), proposed))["recommendation"]
    assert found["agents"] == 39  # somebody without evidence has no composite
    values = {key: one["value"] for key, one in found["correlations"].items()}
    assert values["config"] > values["published"] > values["base"]
    assert found["differences"]["base"]["lower"] > 0
    assert found["differences"]["config"]["upper"] < 0


def test_what_cannot_be_told_says_why_in_both_languages(out):
    found = by_outcome(build_backtest(read_published(out, 6)))
    for key, says, says_zh in (
        ("satisfaction", "have 30 people", "30人"),
        ("repeat_contact", "do not show it", "没有该结果"),
    ):
        assert found[key]["correlations"]["published"]["value"] is None
        assert says in found[key]["reason_en"]
        assert says_zh in found[key]["reason_zh"]
    assert found["recommendation"]["reason_en"] is None
    # What is known is what is put together.
    together = found["all"]["correlations"]["published"]["value"]
    halves = [
        found[key]["correlations"]["published"]["value"] for key in ("recommendation", "complaints")
    ]
    assert together == pytest.approx(sum(halves) / 2, abs=2e-6)


def test_moves_under_the_configuration_stand_beside_those_published(out, proposed):
    stability = build_backtest(read_published(out, 6), proposed)["stability"]
    one = stability["published"]
    assert (one["agents"], one["promotions"], one["demotions"]) == (40, 1, 1)
    assert one["changes"]["value"] == pytest.approx(2 / 20)
    assert one["reversals"]["value"] == pytest.approx(1 / 20)
    assert stability["config"]["unmoved"] == {
        "value": 1,
        "lower": 1,
        "upper": 1,
        "state": "estimated",
    }


def test_one_month_alone_is_followed_by_nothing(marts, publish_marts, tmp_path):
    last = {
        name: frame[frame["period"] == frame["period"].max()] if "period" in frame else frame
        for name, frame in marts.items()
    }
    backtest = build_backtest(read_published(publish_marts(last, tmp_path / "one"), 6))
    assert backtest["months"] == ["2025-12-01"]
    reasons = {one["correlations"]["published"]["state"] for one in backtest["foretelling"]}
    assert reasons == {"no_earlier_month", "not_measured"}
    assert backtest["stability"]["published"]["changes"]["state"] == "too_few_agents"


def test_an_older_result_and_one_without_months_are_refused(marts, publish_marts, tmp_path):
    older = {name: frame for name, frame in marts.items() if name != "agent_outcomes"}
    with pytest.raises(ResultError, match="lacks agent_outcomes"):
        read_published(publish_marts(older, tmp_path / "older"), 6)
    nobody = {**marts, "agent_composites": marts["agent_composites"].iloc[:0]}
    with pytest.raises(ResultError, match="no month"):
        read_published(publish_marts(nobody, tmp_path / "nobody"), 6)


def test_the_command_prints_json_and_asks_the_what_if(out, proposed, tmp_path, monkeypatch):
    asked = []

    def propose(folder, published, framework, name):
        asked.append((folder, published.run["run_id"], framework.name, name))
        return proposed

    monkeypatch.setattr(command, "propose", propose)
    config = tmp_path / "my.yml"
    config.write_text(
        load_text().replace("name: shipped", "name: mine"),
        "utf-8",
    )
    arguments = ["backtest", "--out", str(out), "--months", "2", "--json"]
    plain = CliRunner().invoke(ladder, arguments)
    assert plain.exit_code == 0, plain.stderr
    told = json.loads(plain.stdout)
    assert told["months"] == ["2025-11-01", "2025-12-01"]
    assert set(told["stability"]) == {"published"}
    assert asked == []
    beside = CliRunner().invoke(ladder, [*arguments, "--config", str(config)])
    assert json.loads(beside.stdout)["config"] == "my.yml"
    assert asked == [(out, "20251231-abc", "mine", "my.yml")]


def test_periods_of_any_kind_join(out, proposed):
    """The what-if may hand over timestamps or days."""
    published = read_published(out, 2)
    first = build_backtest(published, proposed)
    days = {
        name: getattr(proposed, name).assign(
            period=pd.to_datetime(getattr(proposed, name)["period"]).dt.date
        )
        for name in ("composites", "ladder", "weights")
    }
    assert build_backtest(published, Proposed(name="my.yml", **days)) == first


class Held:
    """What the what-if reads, as far as it is looked at here."""

    def __init__(self, framework, run_id="20251231-abc", models=1):
        self.run = {"run_id": run_id}
        self.framework = framework
        self.published = SimpleNamespace(indicator_models=[None] * models)


@pytest.mark.parametrize(
    ("held", "says"),
    [
        pytest.param({"run_id": "another"}, "published to .* meanwhile", id="another run"),
        pytest.param({"models": 0}, "no evidence", id="nothing learnt"),
    ],
)
def test_a_configuration_is_applied_to_the_very_result_that_was_read(
    out, framework, monkeypatch, held, says
):
    monkeypatch.setattr(build, "read_result", lambda folder: Held(framework, **held))
    with pytest.raises(ResultError, match=says):
        propose(out, read_published(out, 2), framework, "my.yml")


def test_what_the_what_if_lacks_is_said(out, framework):
    """The result here has no marts but those the backtest reads itself."""
    with pytest.raises(ResultError, match="lacks agent_feedback"):
        propose(out, read_published(out, 2), framework, "my.yml")


def test_what_only_a_run_can_show_is_left_as_published_and_named(
    out, marts, framework, monkeypatch
):
    applied = []

    def recompute(given, published, **parts):
        applied.append((given.satisfied_from, given.ladder.critical_months, parts))
        return SimpleNamespace(
            composites=marts["agent_composites"],
            ladder=marts["agent_ladder"],
            weights=marts["dimension_weights"],
        )

    monkeypatch.setattr(build, "read_result", lambda folder: Held(framework))
    monkeypatch.setattr(build, "recompute", recompute)
    rules = framework.ladder.model_copy(update={"critical_months": 9})
    other = framework.model_copy(update={"satisfied_from": 5, "ladder": rules})
    proposed = propose(out, read_published(out, 2), other, "my.yml")
    assert applied == [(4, 9, {"paths": False})]
    assert build_backtest(read_published(out, 2), proposed)["takes_effect_with_a_run"] == [
        "satisfied_from"
    ]
