import numpy as np
import pandas as pd
import pytest

from competency.frames import FRAMES
from competency.monitoring_rules import MonitoringRules
from competency.quality_drops import SOURCES, find_drops, watch_agents
from competency.surges import QUARTER, episodes

RULES = MonitoringRules()
#: A week's contacts twice over, answers and reviews of an ordinary agent.
EACH = np.array([20.0, 20.0, 6.0, 2.0])
#: Standard deviations between agents and of one piece, by source.
DIFFER, NOISE = np.array([0.07, 0.06, 0.28, 0.06]), np.array([0.45, 0.4, 1.0, 0.12])


def centre(seed, weeks=70, agents=40, drop=None):
    """Evidence of people who drift a little; `drop`: week, agent, standard deviations."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(0, 1, agents) + np.cumsum(rng.normal(0, 0.03, (weeks, agents)), axis=0)
    if drop is not None:
        ability[drop[0] :, drop[1]] -= drop[2]
    n = rng.poisson(EACH, (weeks, agents, len(SOURCES))).astype(float)
    off = DIFFER * ability[:, :, None] * n
    residual = off + NOISE * np.sqrt(n) * rng.normal(0, 1, n.shape)
    return n, residual, n * (NOISE**2 + DIFFER**2)


def test_few_are_flagged_while_nothing_changes():
    flagged, hundreds = 0, 0.0
    for seed in range(10):
        flagged += len(episodes(find_drops(RULES, *centre(seed)).flagged))
        hundreds += 40 * (70 - 14) / QUARTER / 100
    assert 0 < flagged / hundreds <= 1.5 * RULES.false_drops_per_100_agents


def test_a_large_drop_is_found_within_six_weeks_and_dated_and_sized():
    delays, begun, sizes = [], [], []
    for seed in range(20):
        found = find_drops(RULES, *centre(100 + seed, drop=(50, 3, 2.5)))
        hits = np.flatnonzero(found.flagged[50:, 3])
        delays.append(hits[0] + 1 if len(hits) else 99)
        if len(hits):
            begun.append(found.begun[50 + hits[0], 3])
            sizes.append(found.size[50 + hits[0], 3])
            assert found.error[50 + hits[0], 3] > 0
    assert np.mean(np.array(delays) <= 6) >= 0.85
    assert abs(np.median(begun) - 50) <= 1
    assert 1.5 < np.median(sizes) < 4


def test_a_drop_in_reviews_alone_is_found_and_named():
    n, residual, squares = centre(5)
    residual[50:, 3, 3] -= 4 * DIFFER[3] * n[50:, 3, 3]
    found = find_drops(RULES, n, residual, squares)
    first = 50 + np.flatnonzero(found.flagged[50:, 3])[0]
    assert first <= 56
    assert SOURCES[int(found.source[first, 3])] == "reviews"


def test_a_rise_is_no_drop_and_neither_is_what_all_share_from_the_start():
    n, residual, squares = centre(6, drop=(50, 3, -3.0))
    assert not find_drops(RULES, n, residual, squares).flagged[50:, 3].any()
    low = residual - 0.2 * n
    np.testing.assert_allclose(
        find_drops(RULES, n, low, squares).evidence,
        find_drops(RULES, n, residual, squares).evidence,
        rtol=1e-6,
    )


def test_nothing_is_known_before_its_time():
    world = centre(7, drop=(40, 2, 3.0))
    whole, cut = find_drops(RULES, *world), find_drops(RULES, *(one[:48] for one in world))
    np.testing.assert_array_equal(whole.flagged[:48], cut.flagged)
    np.testing.assert_array_equal(whole.evidence[:48], cut.evidence)


def test_too_little_evidence_or_too_few_agents_are_not_judged():
    n, residual, squares = centre(8)
    few = n.copy()
    few[:, 0] = 0
    assert np.isnan(find_drops(RULES, few, residual * (few > 0), squares).evidence[:, 0]).all()
    alone = find_drops(RULES, n[:, :3], residual[:, :3], squares[:, :3])
    assert np.isnan(alone.evidence).all()


def measured(n, residual, squares, start="2025-01-06"):
    rows = [
        (pd.Timestamp(start) + pd.Timedelta(weeks=w), f"A{a:02}", SOURCES[s], n[w, a, s],
         residual[w, a, s], squares[w, a, s])
        for w in range(n.shape[0]) for a in range(n.shape[1]) for s in range(n.shape[2])
        if n[w, a, s]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["week", "agent_id", "source", "n", "residual", "squares"])


def test_alarms_become_rows_and_people_who_left_are_left_out():
    world = centre(9, weeks=60, agents=12, drop=(54, 3, 4.0))
    world[1][54:, 4] -= 4 * DIFFER * world[0][54:, 4]
    teams = pd.DataFrame({"agent_id": [f"A{a:02}" for a in range(12) if a != 4], "team_id": "T1"})
    table = watch_agents(RULES, measured(*world), teams)
    assert list(table.columns) == list(FRAMES["agent_shifts"])
    assert "A04" not in set(table.agent_id)
    row = table[table.agent_id == "A03"].iloc[-1]
    assert row.is_recent
    assert row.since <= row.flagged_week
    assert row.lower < row["size"] < row.upper
    assert row.n_evidence > 20


@pytest.mark.parametrize("rows", [0, 1])
def test_little_or_nothing_is_no_error(rows):
    frame = measured(*centre(1, weeks=2, agents=2)).head(rows)
    teams = pd.DataFrame({"agent_id": ["A00"], "team_id": ["T1"]})
    assert len(watch_agents(RULES, frame, teams)) == 0
