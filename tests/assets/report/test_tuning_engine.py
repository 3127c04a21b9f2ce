"""The bench's own code under node: the same tiers, composites, reasons and file as a what-if."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from assets.report.tuning_config import profile_weights, tunables
from assets.report.tuning_page import as_written, data_script
from competency.columns import months
from competency.config_text import read_config_text
from competency.errors import ConfigError
from competency.loading import config_warnings, parse_framework
from competency.path_words import Words
from competency.tier_gates import rows_of
from competency.what_if import recompute
from competency.what_if_keys import shown_by
from competency.what_if_moves import Side, people_moved, standing, teams_touched, tier_counts
from report.tuning_world import CENTRES, centre_of

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no node on this machine")

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "assets" / "report" / "static"


def settings_of(centre, rng, size):
    """A random sound configuration, as the sliders would leave it: values by name."""
    raw = as_written(centre.text)
    items = {item.name: item for item in tunables(raw.resolved(), profile_weights(raw))}
    values = {}
    keys = centre.framework.dimension_keys
    lower = np.array([items[f"dimensions.{key}.lower_bound"].value for key in keys])
    upper = np.array([items[f"dimensions.{key}.upper_bound"].value for key in keys])
    weight = np.array([items[f"dimensions.{key}.weight"].value for key in keys])
    if rng.random() < 0.7:
        lower, upper = (lower - 0.02).round(3), (upper + 0.02).round(3)
        one, other = rng.choice(len(keys), 2, replace=False)
        move = min(weight[one] - lower[one], upper[other] - weight[other]) * rng.random() * size
        weight[one], weight[other] = weight[one] - move, weight[other] + move
        weight = weight.round(4)
        for place, key in enumerate(keys):
            values[f"dimensions.{key}.weight"] = float(weight[place])
            values[f"dimensions.{key}.lower_bound"] = float(max(lower[place], 0))
            values[f"dimensions.{key}.upper_bound"] = float(upper[place])
    if rng.random() < 0.5:
        prior, importance = rng.integers(20, 60) / 100, rng.integers(0, 40) / 100
        values |= {"recalibration.prior": prior, "recalibration.importance": importance,
                   "recalibration.demand": round(1 - prior - importance, 4),
                   "recalibration.step_limit": float(rng.choice([0.01, 0.05, 0.3]))}  # fmt: skip
    if rng.random() < 0.7:
        shift = rng.normal(0, 4 * size)
        for tier in centre.framework.ladder.tiers[1:]:
            start = f"ladder.tiers.{tier.key}"
            values[f"{start}.composite_cut"] = round(tier.composite_cut + shift, 1)
            for layer in centre.framework.layers:
                floor = tier.layer_floors.get(layer.key, 20)
                values[f"{start}.layer_floors.{layer.key}"] = round(float(max(floor + shift, 0)), 1)
    if rng.random() < 0.7:
        up, down = rng.integers(50, 90, 2) / 100
        values |= {
            "ladder.promotion.probability": float(up), "ladder.demotion.probability": float(down),
            "ladder.reversal.probability": float(max(up, down, 0.8)),
            # A chance of one is where rounding would tell.
            "ladder.first_probability": float(rng.choice([rng.integers(30, 80) / 100, 1.0])),
            "ladder.promotion.dwell_months": int(rng.integers(0, 5)),
            "ladder.demotion.dwell_months": int(rng.integers(0, 5)),
            "ladder.promotion.grace_months": int(rng.integers(0, 3)),
            "ladder.demotion.grace_months": int(rng.integers(0, 3)),
            "ladder.reversal.months": int(rng.integers(0, 14)),
            "ladder.minimum_known_weight": float(rng.integers(30, 90) / 100),
        }  # fmt: skip
    return {name: value for name, value in values.items() if value != items[name].value}


def answers(centre, cases, folder):
    """What the driver answers to cases, each of values by name and a day."""
    figures, given = folder / "tuning-data.js", folder / "cases.json"
    figures.write_text(data_script(centre.bench), "utf-8")
    given.write_text(json.dumps(cases), "utf-8")
    command = [str(NODE), str(HERE / "tuning_driver.js"), str(STATIC), str(figures), str(given)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=CENTRES)
def told(request, tmp_path_factory):
    """A centre, random configurations, and what came of each under node."""
    centre = centre_of(request.param)
    rng = np.random.default_rng(7)
    cases = [{"values": {}, "today": "2026-03-01", "explained": True}]
    for number in range(9):
        values = settings_of(centre, rng, 0.3 if number % 3 else 1.0)
        cases.append({"values": values, "today": "2026-03-01", "explained": number % 4 == 0})
    found = answers(centre, cases, tmp_path_factory.mktemp("node"))
    centre.cases = list(zip(cases, found["answers"], strict=True))
    centre.normal = found["normal"]
    centre.sound = list(sound(centre))
    return centre


def sound(centre):
    """The cases whose file the rules take, with its framework and what a what-if makes of it."""
    for case, answer in centre.cases:
        try:
            framework = parse_framework(answer["text"], "config.yml")
        except ConfigError:
            continue
        applied = shown_by(centre.framework, framework)
        after = recompute(applied, centre.made.published, paths=False, words=False)
        yield case, answer, applied, after


def test_everybody_stands_as_in_a_what_if_in_every_month(told):
    looked_at, moves = 0, 0
    for _, answer, framework, wanted in told.sound:
        places = wanted.placement.places
        np.testing.assert_array_equal(answer["tier"], places.tier)
        composite = np.array(answer["composite"], dtype=float)
        expected = wanted.composites["composite"].to_numpy()
        np.testing.assert_allclose(composite, expected, rtol=0, atol=1e-9, equal_nan=True)
        weights = wanted.weights["weight"].to_numpy().reshape(-1, len(framework.dimensions))
        np.testing.assert_allclose(answer["weights"], weights, rtol=0, atol=1e-12)
        looked_at += 1
        moves += int((places.tier != told.before.placement.places.tier).sum())
    assert looked_at >= 8
    assert moves > 200  # or the comparison would show nothing


def test_nothing_changed_moves_nobody(told):
    (_, answer), *_ = told.cases
    # Unless earlier months were under another configuration.
    assert (answer["moved"] == []) == (len(told.editions.frameworks) == 1)
    assert answer["text"] == told.text


def sides(centre, framework, after):
    """Both sides as `assets.what_if.build` puts them, before as published."""

    def side(framework, one, published):
        def words(rows):
            return [
                None if english is None else Words(english, chinese)
                for _, english, chinese in one.placement.obstacles(rows_of(one.posterior, rows))
            ]

        return Side(
            framework=framework, posterior=one.posterior, weights=one.weights,
            composites=published, ladder=one.ladder, obstacles=words,
        )  # fmt: skip

    return (
        side(centre.editions, centre.before, centre.marts["agent_composites"]),
        side(framework, after, after.composites),
    )


def test_who_moves_since_when_and_why_in_the_same_words(told):
    looked_at = set()
    for case, answer, framework, found in told.sound:
        before, after = sides(told, framework, found)
        people, moved = standing(before, after), people_moved(before, after)
        tiers = tier_counts(people, 5)
        assert answer["counts"] == [list(one) for one in zip(*tiers.values(), strict=True)]
        teams = teams_touched(people)
        given = pd.DataFrame(answer["teams"])
        assert given["name"].tolist() == teams["team_id"].tolist()
        assert given["moved"].tolist() == teams["moved"].tolist()
        assert given[["up", "down"]].equals(teams[["up", "down"]])
        np.testing.assert_allclose(
            given["change"].astype(float), teams["composite_change"], atol=2e-6
        )
        if not case["explained"]:
            continue
        rows = {one["agent"]: one for one in answer["moved"]}
        assert set(rows) == set(moved["agent_id"])
        for agent, since, en, zh in zip(
            moved["agent_id"], months(moved, "since"), moved["reason"], moved["reason_zh"],
            strict=True,
        ):  # fmt: skip
            assert rows[agent]["since"] == since
            assert rows[agent]["why"] == {"en": en, "zh": zh}
            looked_at.add(en.split()[0])
    assert len(looked_at) >= 2


def test_the_file_says_what_was_set_and_nothing_else(told):
    raw = as_written(told.text)
    for case, answer in told.cases:
        changed = read_config_text(answer["text"], "").data
        before = read_config_text(told.text, "").data
        for item in tunables(raw.resolved(), profile_weights(raw)):
            if item.name in case["values"]:
                assert _taken(changed, item.place) == case["values"][item.name]
                _taken(before, item.place, gone=True)
        assert changed == before
        comments = [line.partition("#")[2] for line in told.text.splitlines()]
        assert [line.partition("#")[2] for line in answer["text"].splitlines() if "#" in line] == [
            one for one in comments if one
        ]


def _taken(data, place, *, gone=False):
    """Take a value out of plain data; empty mappings on its way go with it."""
    *way, last = place
    for step in way:
        if isinstance(data, list):
            data = next(one for one in data if one["key"] == step)
        else:
            data = data.setdefault(step, {})
    return data.pop(last, None)


def test_rules_and_guards_say_what_the_commands_say(told, tmp_path):
    """Also of configurations that are refused: every rule a slider can break."""
    keys, tiers = told.framework.dimension_keys, "ladder.tiers"
    odd = [
        {"dimensions.process.weight": 0.3},
        {"dimensions.process.lower_bound": 0.36, "dimensions.growth.upper_bound": 0.06},
        {f"dimensions.{key}.upper_bound": 0.1 for key in keys},
        {f"dimensions.{key}.lower_bound": 0.2 for key in keys},
        {"recalibration.prior": 0.9, "recalibration.step_limit": 0.2},
        {f"{tiers}.expert.composite_cut": 50, f"{tiers}.leader.layer_floors.core": 1},
        {"ladder.promotion.probability": 0.4, "ladder.demotion.probability": 0.45,
         "ladder.reversal.probability": 0.3, "ladder.minimum_known_weight": 0.2},
        {"recalibration.step_limit": 0.2, "dimensions.knowledge.upper_bound": 0.9,
         "ladder.minimum_known_weight": 0.2},
        {"dimensions.process.weight": 0.2, "dimensions.knowledge.weight": 0.05,
         "dimensions.resolution.weight": 0.4, "dimensions.mediation.weight": 0.05,
         "dimensions.relationship.weight": 0.05, "dimensions.growth.weight": 0.25},
        {},
    ]  # fmt: skip
    days = ("2026-03-01", "2031-05-05", "2020-02-02")
    cases = [
        {"values": values, "today": day, "explained": False}
        for number, values in enumerate(odd)
        for day in (days if number > 8 else days[:1])
    ]
    rules = set()
    for case, answer in zip(cases, answers(told, cases, tmp_path)["answers"], strict=True):
        refused, warned = _commands_say(answer["text"], dt.date.fromisoformat(case["today"]))
        assert _said(answer["told"]["refused"]) == refused, case["values"]
        if not refused:
            assert _said(answer["told"]["warnings"]) == warned, case["values"]
        rules |= {one[2] for one in refused + warned}
    assert {"indicator_cap", "fast_weights", "thin_evidence", "review_by", ""} <= rules


def _commands_say(text, today):
    def told(problems):
        return sorted((one.where, one.message, one.rule, one.why) for one in problems)

    try:
        return [], told(config_warnings(text, "config.yml", today))
    except ConfigError as error:
        return told(error.problems), []


def _said(findings):
    return sorted((one["where"], one["message"], one["rule"], one["why"]) for one in findings)


def test_the_normal_distribution_to_the_last_digits(told):
    at = np.array([-40, -9, -3.3, -1, -0.7072, -0.5, 0, 0.3, 1, 5.5, 40])
    np.testing.assert_allclose(told.normal, ndtr(at), rtol=2e-14, atol=0)
