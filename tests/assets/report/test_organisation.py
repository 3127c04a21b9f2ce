"""The organisation's page: figures right where shown, those of small groups nowhere on it."""

import json
import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from assets.report.capability import capability_months, capability_now, weakest_spot
from assets.report.freshness import freshness
from assets.report.names import Names, read_names
from assets.report.organisation import organisation_content
from assets.report.people import load_people
from assets.report.sent_courses import sent_courses
from assets.report.teams import Team, load_teams
from assets.report.text import Text
from assets.report.training_hours import hours_by_month, hours_by_team, visible_groups
from assets.report.unserved_gaps import unserved_gaps
from report.made_up_run import AS_OF, PERIODS
from report.page_reader import chart_data

JAN, FEB = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01")
NAMES = Names(
    tiers={},
    dimensions={"process": Text("Process", "流程"), "growth": Text("Growth", "成长")},
    indicators={},
)


def scores(people=6, *, start=50.0, gain=4.0):
    """Everyone gains the same on both abilities from one month to the next."""
    rows = [
        (f"A{i}", month, dimension, start + i + gain * (month == FEB), 2.0)
        for i in range(people)
        for month in (JAN, FEB)
        for dimension in NAMES.dimensions
    ]
    return pd.DataFrame(rows, columns=["agent_id", "period", "dimension", "score", "std_error"])


def weights(**demand):
    rows = [(m, d, 0.5, demand.get(d, 0.5)) for m in (JAN, FEB) for d in NAMES.dimensions]
    return pd.DataFrame(rows, columns=["period", "dimension", "weight", "demand"])


def enrollments(*rows):
    columns = ["agent_id", "course_id", "status", "completed_at", "minutes_spent"]
    return pd.DataFrame(rows, columns=columns)


def test_the_mean_of_an_ability_has_the_interval_of_a_mean():
    entries = capability_months({"agent_scores": scores()}, NAMES, date(2025, 2, 1))
    one = next(e for e in entries if e["key"] == "process" and e["month"] == "2025-02-01")
    assert one["mean"] == pytest.approx(56.5)
    assert one["upper"] - one["mean"] == pytest.approx(1.645 * 2 / 6**0.5, abs=0.051)
    assert "people" not in one
    assert capability_now(entries)[0]["change"] == pytest.approx(4.0)


def test_four_people_have_no_mean():
    assert capability_months({"agent_scores": scores(4)}, NAMES, date(2025, 2, 1)) == []


def test_the_ability_in_demand_that_scores_low_is_named():
    low = scores()
    low.loc[low["dimension"] == "growth", "score"] -= 20
    marts = {"agent_scores": low, "dimension_weights": weights(process=0.3, growth=0.7)}
    now = capability_now(capability_months(marts, NAMES, date(2025, 2, 1)))
    assert weakest_spot(now).en.startswith("Growth is much in demand (70 %")
    calm = {"agent_scores": low, "dimension_weights": weights(process=0.7, growth=0.3)}
    told = weakest_spot(capability_now(capability_months(calm, NAMES, date(2025, 2, 1))))
    assert told.en.startswith("No ability")


def test_hours_and_gap_are_a_persons_mean():
    done = enrollments(
        ("A0", "C1", "completed", "2025-02-10", 120.0),
        ("A1", "C1", "failed", "2025-02-11", None),  # counts with the course's length
        ("A2", "C1", "dropped", "2025-02-11", 999.0),
        ("A9", "C1", "completed", "2025-02-10", 600.0),  # has no score
    )
    courses = pd.DataFrame({"course_id": ["C1"], "duration_minutes": [60.0]})
    marts = {"agent_scores": scores(), "enrollments": done, "courses": courses}
    (one,) = hours_by_month(marts, date(2025, 2, 1))
    assert one["hours"] == pytest.approx(3 / 6)
    assert one["closed"] == pytest.approx(4.0)
    assert set(one) == {"month", "month_name", "hours", "closed"}
    assert hours_by_month({**marts, "agent_scores": scores(4)}, date(2025, 2, 1)) == []


def test_who_joins_changes_no_month():
    """Means of neighbouring months of other people would differ by a single person's gap."""
    mar = pd.Timestamp("2025-03-01")
    steady = pd.concat([scores(), scores().query("period == @FEB").assign(period=mar)])
    steady["score"] += np.random.default_rng(5).normal(0, 3, len(steady))
    joiner = [("B0", m, d, 11.0, 2.0) for m in (FEB, mar) for d in NAMES.dimensions]
    leaver = [("B1", m, d, 11.0, 2.0) for m in (JAN, FEB) for d in NAMES.dimensions]
    more = pd.concat([steady, pd.DataFrame([*joiner, *leaver], columns=steady.columns)])
    march = date(2025, 3, 1)
    without = hours_by_month({"agent_scores": steady}, march)
    assert hours_by_month({"agent_scores": more}, march) == without
    assert [round(one["closed"], 1) for one in without] == [one["closed"] for one in without]


def test_a_teams_change_has_an_interval_and_no_number_of_people():
    one = scores()
    gains = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
    one.loc[one["period"] == FEB, "score"] = np.repeat(40 + gains, 2)
    one.loc[one["period"] == JAN, "score"] = 40.0
    team = Team(team_id="T", name=Text("T", "T"), file="T", people=[
        SimpleNamespace(agent_id=f"A{i}") for i in range(7)
    ])  # fmt: skip
    (line,) = hours_by_team({"agent_scores": one}, date(2025, 2, 1), [team], [])
    assert set(line) == {"team", "hours", "change", "lower", "upper"}
    assert line["change"] == -4.0
    half = 2.015 * gains.std(ddof=1) / 6**0.5  # Student's t of 5 degrees of freedom
    assert (line["lower"], line["upper"]) == (round(-4 - half, 1), round(-4 + half, 1))


@pytest.mark.parametrize(
    ("months", "says"),
    [
        pytest.param(
            {"in_service": 2, "backbone": 18}, "new below 2, in service below 18", id="known"
        ),
        pytest.param(None, "By months since hiring.", id="not known"),
    ],
)
def test_staff_groups_are_told_as_configured(marts, run, tmp_path, months, says):
    ladder = {"ladder": {"seniority_months": months}} if months else {}
    framework = pd.DataFrame({"framework_json": [json.dumps(ladder)]})
    content = organisation_content(
        {**marts, "framework": framework}, run, read_names(marts), [], PERIODS[-1].date(), AS_OF
    )
    assert says in content["tenure"].en
    assert "the first month" not in content["tenure"].en


def test_points_above_the_target_close_no_gap():
    (one,) = hours_by_month({"agent_scores": scores(start=80.0)}, date(2025, 2, 1))
    assert one["closed"] == 0.0


def test_teams_of_five_only_and_never_all_but_one(marts):
    teams = load_teams(marts, load_people(marts, PERIODS[-1].date()))
    shown = hours_by_team(marts, PERIODS[-1].date(), teams, [])
    sizes = {t.name: len(t.people) for t in teams}
    assert {one["team"] for one in shown} <= {name for name, n in sizes.items() if n >= 5}


def test_sent_courses_of_fewer_than_five_people_are_hidden(marts):
    teams = load_teams(marts, load_people(marts, PERIODS[-1].date()))
    found = sent_courses(marts, teams)
    ledger = marts["path_deliveries"]
    for team, sent, _ in found.teams:
        of_team = ledger[ledger["agent_id"].isin([p.agent_id for p in team.people])]
        if of_team["agent_id"].nunique() < 5:
            assert sent is None
        else:
            assert sent in (None, len(of_team))
    late = ledger[ledger["overdue"].fillna(False).astype(bool)]
    states = {key: number for key, _, number in found.states}
    if late["agent_id"].nunique() < 5:
        assert states["overdue"] is None
    assert sent_courses({}, teams) is None


def test_gaps_are_counted_by_people_of_five_and_more():
    rows = [(f"A{i}", "process", None, "no_course") for i in range(9)]
    rows += [(f"A{i}", "growth", None, "no_course") for i in range(8)]
    rows += [(f"A{i}", "growth", None, "no_seat") for i in range(10, 17)]
    rows += [("A0", None, None, "no_gap"), ("gone", "process", None, "no_course")]
    frame = pd.DataFrame(rows, columns=["agent_id", "dimension", "course_id", "code"])
    found = unserved_gaps({"path_gaps": frame}, NAMES, {f"A{i}" for i in range(20)})
    assert [(name.en, cells, total) for name, cells, total in found.rows] == [
        ("Process", [9, 0], 9), ("Growth", [8, 7], 15),
    ]  # fmt: skip
    assert (found.totals, found.total) == ([17, 7], 24)
    fewer = unserved_gaps({"path_gaps": frame[:-3].iloc[2:]}, NAMES, {f"A{i}" for i in range(14)})
    assert all(cells.count(None) for _, cells, _ in fewer.rows)
    assert unserved_gaps({}, NAMES, set()) is None


def test_an_old_source_is_stale():
    reviews = pd.DataFrame({"period": [JAN, FEB], "n_reviews": [3, 0]})
    (line,) = freshness({"agent_reviews": reviews}, date(2025, 3, 5))
    assert (line.newest.en, line.age.en, line.stale) == ("Jan 2025", "2 months behind", True)
    (fresh,) = freshness({"agent_reviews": reviews}, date(2025, 1, 31))
    assert (fresh.age.en, fresh.stale) == ("this month", False)


def test_charts_and_tables_hide_the_same_and_no_small_count_is_in_the_page(index):
    tiers = chart_data(index, "organisation-tiers")
    assert {one["month"] for one in tiers} == {p.date().isoformat() for p in PERIODS}
    flow = chart_data(index, "organisation-flow")
    for one in [*tiers, *flow, *chart_data(index, "organisation-groups")]:
        assert one["people"] is None or one["people"] == 0 or one["people"] >= 5
    table = index.find("figure", data_chart="organisation-flow")[0].find("table")[0]
    shown = [re.sub(r"\D", "", cell.text()) for cell in table.find("td")]
    by_row = sorted((row for row in flow), key=lambda row: (row["from"], row["to"]))
    wanted = ["" if row["people"] is None else str(row["people"]) for row in by_row]
    assert shown[:-1] == wanted


def test_the_page_says_when_the_run_was_and_in_which_mode(index):
    (versions,) = index.find("section", id="versions")
    assert "20251119-a1b2c3" in versions.text()
    assert "partial" in versions.text()
    assert AS_OF.isoformat()[:4] in index.text()


def test_figures_of_groups_stand_only_where_the_rest_is_no_small_group():
    assert visible_groups({"a": 9, "b": 2, "c": 8}) == {"a"}
    assert visible_groups({"a": 9, "b": 7}, of=["a"]) == set()
    assert visible_groups({"a": 9, "b": 7}) == {"a", "b"}


def test_no_number_of_scored_people_is_in_the_page(index):
    """With the number of everybody it would tell how few have no score."""
    for name in ("organisation-capability", "organisation-capability-months"):
        data = chart_data(index, name)
        assert all("people" not in one for part in data.values() for one in part)
    for one in ["organisation-hours", "organisation-hours-teams", "organisation-capability"]:
        for figure in index.find("figure", data_chart=one):
            assert not {"People人数"} & {cell.text().strip() for cell in figure.find("th")}
