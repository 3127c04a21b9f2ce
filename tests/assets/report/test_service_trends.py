"""The month's service with control limits, on the service-quality page."""

from pathlib import Path

import pandas as pd

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page


def rows(team, measure, values, people=8, newest="usual"):
    months = pd.date_range("2025-07-01", periods=len(values), freq="MS")
    last = len(values) - 1
    return [
        {
            "team_id": team, "period": month, "measure": measure, "n": 400, "people": people,
            "value": value, "centre": 0.7, "lower": 0.62, "upper": 0.78,
            "state": newest if at == last else "usual",
        }
        for at, (month, value) in enumerate(zip(months, values, strict=True))
    ]  # fmt: skip


def page_of(table, folder: Path):
    rules = pd.DataFrame({"framework_json": ['{"monitoring": {"very_satisfied_target": 0.4}}']})
    index = build_report(
        {**make_marts(), "quality_trends": pd.DataFrame(table), "framework": rules},
        make_run(),
        folder,
    )
    return read_page(index.parent / "quality.html")


def test_the_month_and_unusual_teams_of_five_or_more_stand_there(tmp_path: Path) -> None:
    marts = make_marts()
    teams = marts["agents"]["team_id"].dropna().unique().tolist()[:2]
    table = rows("*", "satisfied", [0.7, 0.71, 0.5], newest="worse")
    table += rows("*", "very_satisfied", [0.3, 0.3, 0.354])
    table += rows("*", "handle_minutes", [2.0, 2.1, 2.05])
    table += rows(teams[0], "satisfied", [0.7, 0.7, 0.5], newest="worse")
    table += rows(teams[1], "satisfied", [0.7, 0.7, 0.9], people=4, newest="better")
    page = page_of(table, tmp_path)
    centre = page.find("tr", data_measure="*")
    assert [(one.get("data-measure"), one.get("data-state")) for one in centre] == [
        ("satisfied", "worse"), ("very_satisfied", "usual"), ("handle_minutes", "usual"),
    ]  # fmt: skip
    assert "50.0 %" in centre[0].text()
    assert "62.0 % … 78.0 %" in centre[0].text()
    assert "35.4 % (aim 40 %)" in " ".join(centre[1].text().split())
    assert "2.05" in centre[2].text()
    unusual = page.find("tr", data_team_measure="*")
    assert [one.get("data-state") for one in unusual] == ["worse"]  # the other team is too small
    assert "1 of 3 measures unusual this month" in " ".join(page.text().split())


def test_without_months_the_page_says_so(tmp_path: Path) -> None:
    assert "No month has a measure of five people or more." in page_of([], tmp_path).text()
