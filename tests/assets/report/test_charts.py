"""Numbers in the charts are the marts' numbers, and drawn where they belong."""

import re

import pandas as pd
import pytest

from assets.report.charts.composite_interval import Standing, composite_interval, score_scale
from assets.report.charts.dimension_grid import Ability, dimension_tile
from assets.report.charts.svg import Scale
from assets.report.text import Text

NAME = Text("Process", "流程")


def _now(marts, name):
    frame = marts[name]
    here = marts["agents"].query("status != 'left'")["agent_id"]
    return frame[(frame["period"] == frame["period"].max()) & frame["agent_id"].isin(here)]


def test_composites_with_their_intervals(teams, marts):
    rows = _now(marts, "agent_composites").set_index("agent_id")
    dots = [d for page in teams.values() for d in page.find("circle", data_agent="*")]
    assert {d.get("data-agent") for d in dots} == set(rows.index)
    for dot in dots:
        row = rows.loc[dot.get("data-agent")]
        drawn = [float(dot.get(f"data-{n}")) for n in ("lower", "value", "upper")]
        assert drawn == pytest.approx([row["lower"], row["composite"], row["upper"]], abs=5e-4)


def test_timeline_draws_every_course(teams, marts):
    drawn = {
        (b.get("data-agent"), int(b.get("data-sequence"))): (
            pd.Timestamp(b.get("data-start")),
            pd.Timestamp(b.get("data-due")),
            b.get("data-status"),
        )
        for page in teams.values()
        for b in page.find("rect", data_sequence="*")
    }
    paths = marts["path_assignments"]
    assert drawn == {
        (r.agent_id, r.sequence): (r.planned_start, r.due, r.status) for r in paths.itertuples()
    }


def test_a_dot_lies_at_its_score_on_the_side_of_its_cut():
    scale = Scale(0, 100)
    row = Standing(agent_id="A1", tier=3, score=60.0, lower=55.0, upper=65.0)
    svg = composite_interval(row, scale, [58.0, 70.0])
    (dot,) = re.findall(r'<circle cx="([\d.]+)%"', svg)
    cuts = [float(x) for x in re.findall(r'<line x1="([\d.]+)%"[^>]*class="cut"', svg)]
    assert cuts[0] < float(dot) < cuts[1]
    assert float(dot) == pytest.approx(scale.at(60) * 100, abs=0.01)


@pytest.mark.parametrize(
    ("state", "score", "must", "mustnot"),
    [
        pytest.param("enough", 61.0, 'class="tile s3 enough"', "~61", id="enough"),
        pytest.param("thin", 61.0, "~61", 'class="tile s3 enough"', id="thin"),
        pytest.param("none", None, 'class="tile none"', "data-value", id="none"),
    ],
)
def test_evidence_shows_by_shape(state, score, must, mustnot):
    svg = dimension_tile(
        Ability(
            agent_id="A1", dimension="process", name=NAME, score=score, lower=50.0, upper=70.0,
            n_evidence=9, state=state,
        )
    )  # fmt: skip
    assert must in svg
    assert mustnot not in svg


def test_a_score_is_tinted_as_it_is_written():
    cell = Ability(
        agent_id="A1", dimension="d", name=NAME, score=69.6, lower=65.0, upper=75.0,
        n_evidence=50, state="enough",
    )  # fmt: skip
    svg = dimension_tile(cell)
    assert ">70<" in svg
    assert "tile s4" in svg


def test_scale_holds_cuts_and_intervals():
    row = Standing(agent_id="A1", tier=1, score=12.0, lower=3.0, upper=21.0)
    assert score_scale([row], [45.0, 80.0]) == Scale(0, 90)


def test_names_in_charts_are_escaped():
    cell = Ability(
        agent_id="A1", dimension="d", name=Text("<b>", "<b>"), score=69.6, lower=65.0, upper=75.0,
        n_evidence=50, state="enough",
    )  # fmt: skip
    svg = dimension_tile(cell)
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg
