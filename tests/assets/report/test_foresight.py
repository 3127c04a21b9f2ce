"""The page of foresight: says what is expected and whether it held; small groups nowhere on it."""

from datetime import date

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.foresight import foresight_content
from assets.report.names import read_names
from competency.tier_forecast import forecast_tiers
from competency.training_lift import Lift
from report.made_up_run import AS_OF
from report.page_reader import chart_data, read_page


@pytest.fixture(scope="module")
def told(marts):
    sites = {f"{name}": "North" for name in marts["agents"]["agent_id"]}
    ladder = marts["agent_ladder"]
    unsure = ladder[["agent_id", "period"]].assign(std_error=3.0)
    frame = forecast_tiers(AS_OF, ladder, sites, composites=unsure, lift=Lift(0.25, 0.1))
    parts = {"tier_forecast": "forecast", "forecast_backtest": "backtest"}
    return {**marts, **{name: frame[frame["kind"] == kind] for name, kind in parts.items()}}


@pytest.fixture(scope="module")
def page(told, run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("foresight")
    build_report(told, run, folder)
    return read_page(folder / "foresight.html")


def whole(people):
    """What the organisation's page is told: people by tier in the last month, None hidden."""
    names = read_names({})
    tiers = [
        {
            "month": "2025-10-01",
            "month_name": "m",
            "tier": tier,
            "name": names.tier(tier),
            "people": number,
            "all": 30,
        }
        for tier, number in people.items()
    ]
    return {"tier_data": tiers, "groups": [], "people": 30}


def rows(**changed):
    first = {
        "scenario": "as_now", "site": None, "origin": date(2025, 10, 1),
        "period": date(2025, 11, 1), "horizon": 1, "measure": "tier_1", "expected": 9.0,
        "lower_80": 8.0, "upper_80": 10.0, "lower_90": 7.0, "upper_90": 11.0, "unchanged": 9,
        "actual": None, "widened_by": 1.0,
    }  # fmt: skip
    return pd.DataFrame([{**first, **changed}])


def test_the_page_tells_tiers_moves_sites_and_scenarios(page):
    data = chart_data(page, "foresight-tiers")
    assert {one["month"] for one in data["ahead"]} == {"2025-11-01", "2025-12-01", "2026-01-01"}
    assert max(one["month"] for one in data["past"]) == "2025-10-01"
    scenarios = page.find("tr", data_scenario="*")
    assert [one.get("data-scenario") for one in scenarios] == [
        "as_now", "hires_up", "no_hires", "training_twice", "no_training",
    ]  # fmt: skip
    (whatif,) = page.find("section", id="scenarios")
    assert "+0.25 composite points a person and month (90 %: +0.09 to +0.41)" in whatif.text()
    (held,) = page.find("section", id="held")
    assert "past months were forecast" in held.text()
    assert page.find("a", href="index.html")


def test_the_organisation_links_to_it(index):
    assert index.find("a", href="foresight.html")


def test_a_tier_hidden_on_the_organisations_page_is_hidden_in_every_forecast(told, marts):
    forecast = pd.concat(
        [rows(), rows(measure="tier_2"), rows(measure="tier_2", scenario="no_hires")]
    )
    content = foresight_content(
        {"tier_forecast": forecast}, read_names(marts), whole({1: 9, 2: None}), AS_OF
    )
    assert [one["tier"] for one in content["tiers"]] == [1]
    assert content["hidden"] == [2]
    assert [len(one["cells"]) for one in content["scenarios"]] == [1]
    assert {one["tier"] for one in content["fan"]["past"]} == {1}


@pytest.mark.parametrize(("inside", "held"), [(19, True), (15, False)])
def test_the_verdict_follows_what_came(marts, inside, held):
    past = pd.concat([rows(actual=9 if n < inside else 30) for n in range(20)])
    content = foresight_content({"forecast_backtest": past}, read_names(marts), whole({}), AS_OF)
    assert content["verdict"]["held"] is held
    assert content["verdict"]["within_90"] == pytest.approx(inside / 20)
    assert not content["tiers"]


def test_that_nobody_came_where_nobody_could_proves_nothing(marts):
    nobody = rows(actual=0, lower_80=0, upper_80=0, lower_90=0, upper_90=0, expected=0.0)
    past = {"forecast_backtest": nobody}
    assert foresight_content(past, read_names(marts), whole({}), AS_OF)["verdict"] is None


def test_a_site_is_told_only_where_its_people_are_shown(marts):
    at = {"measure": "people", "horizon": 3}
    forecast = pd.concat([rows(site="North", **at), rows(site="South", **at)])
    shown = whole({1: 9})
    name = read_names(marts).tier(1)
    north = (type(name)("North", "North"), [], 12)
    south = (type(name)("South", "South"), [], None)
    shown["groups"] = [{"kind": "site", "rows": [north, south]}]
    content = foresight_content({"tier_forecast": forecast}, read_names(marts), shown, AS_OF)
    assert [(one["site"], one["now"]) for one in content["sites"]] == [("North", 12)]


def test_without_a_forecast_the_page_says_so(marts, run, tmp_path):
    build_report(marts, run, tmp_path)
    text = read_page(tmp_path / "foresight.html").text()
    assert "it takes four months that are over" in text
    assert "Not tried" in text


def test_without_a_course_that_is_known_it_says_that_training_cannot_be_told(marts, run, tmp_path):
    build_report({**marts, "tier_forecast": rows(measure="people", horizon=3)}, run, tmp_path)
    (whatif,) = read_page(tmp_path / "foresight.html").find("section", id="scenarios")
    assert "What more or less training would do cannot be told" in whatif.text()
