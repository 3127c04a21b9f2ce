"""What the bench's page is made from: the figures, their weight, and what is left out of them."""

import json

import pandas as pd
import pytest

from assets.report.tuning_data import NEEDED
from assets.report.tuning_page import data_script, tuning_content
from competency.loading import load_framework, load_text
from competency.what_if import recompute
from report.tuning_world import world

RUN = {"run_id": "R", "as_of": "2025-10-31"}


def marts_of(made, framework):
    before = recompute(framework, made.published, paths=False, words=False)
    return {
        **made.marts,
        "agents": pd.DataFrame({"agent_id": made.made.names, "name": "Somebody's Name"}),
        "agent_ladder": before.ladder,
        "agent_composites": before.composites,
        "dimension_weights": before.weights,
        "framework": pd.DataFrame({"framework_json": [framework.to_json()]}),
        "config_editions": pd.DataFrame(
            {"effective_from": [pd.NaT], "framework_json": [framework.to_json()]}
        ),
    }


@pytest.fixture(scope="module")
def marts():
    framework = load_framework()
    return marts_of(world(framework, agents=30, months=4), framework)


def test_it_holds_ids_and_no_names(marts):
    text = data_script(tuning_content(marts, RUN, load_text()))
    assert '"A00001"' in text
    assert "Somebody" not in text


def test_every_number_of_the_shipped_file_can_be_moved(marts):
    bench = tuning_content(marts, RUN, load_text())
    controls = [*bench.shares, *bench.moves]
    controls += [one for group in (*bench.weights, *bench.tiers) for one in group.controls]
    edits = bench.data["edits"]
    assert {one.name for one in controls} == {*edits["spans"], *edits["additions"]}
    assert sorted(one.number for one in controls) == list(range(len(controls)))
    assert not any(one.fixed for one in controls)
    assert bench.writable


def test_five_thousand_agents_of_a_year_weigh_less_than_20_mb():
    framework = load_framework()
    weights, rows = [], []
    for agents in (20, 120):
        bench = tuning_content(
            marts_of(world(framework, agents=agents, months=12), framework), RUN, load_text()
        )
        weights.append(len(data_script(bench).encode()))
        rows.append(bench.data["starts"][-1])
    a_row = (weights[1] - weights[0]) / (rows[1] - rows[0])
    assert weights[0] + a_row * 5000 * 12 < 20e6


@pytest.mark.parametrize("name", [*NEEDED, "framework", "config_editions"])
def test_a_result_without_what_it_takes_says_so(marts, name):
    bench = tuning_content({key: one for key, one in marts.items() if key != name}, RUN, None)
    assert bench.data is None
    assert "older version" in bench.why.en
    assert data_script(bench) == ""


def test_without_evidence_there_is_nothing_to_tune(marts):
    for name in ("agent_scores", "indicator_models"):
        bench = tuning_content({**marts, name: marts[name].head(0)}, RUN, load_text())
        assert "no evidence" in bench.why.en


@pytest.mark.parametrize("text", [None, "", "ladder: [", "name: other\n"])
def test_without_a_sound_file_figures_still_move_but_none_is_written(marts, text):
    bench = tuning_content(marts, RUN, text)
    assert bench.data is not None
    assert bench.data["text"] is None
    assert not bench.writable


def test_text_that_would_end_the_script_is_kept_from_it(marts):
    agents = marts["agent_months"].assign(team_id="</script><script>alert(1)</script>")
    text = data_script(tuning_content({**marts, "agent_months": agents}, RUN, load_text()))
    assert "</script>" not in text
    start = "globalThis.ladderTuningData = "
    assert text.startswith(start)
    told = json.loads(text.removeprefix(start).removesuffix(";\n"))
    assert told["teams"][0] == "</script><script>alert(1)</script>"


def test_months_keep_the_configuration_published_with_them(marts):
    framework = load_framework()
    ladder = framework.ladder.model_copy(update={"minimum_known_weight": 0.4})
    newer = framework.model_copy(update={"ladder": ladder})
    editions = pd.DataFrame(
        {
            "effective_from": [pd.NaT, pd.Timestamp("2025-03-01")],
            "framework_json": [framework.to_json(), newer.to_json()],
        }
    )
    told = {"framework": editions.tail(1), "config_editions": editions}
    bench = tuning_content({**marts, **told}, RUN, None)
    known = [one["config"]["ladder"]["minimum_known_weight"] for one in bench.data["editions"]]
    assert known == [0.6, 0.4]
    assert bench.data["config"]["ladder"]["minimum_known_weight"] == 0.4
    assert "another configuration" in bench.in_force.en
