"""Counts of people on the page: right where shown, and no attacker learns the rest."""

from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from assets.report.head_counts import MOVES, NO_TIER, OUTSIDE, STATES, count_heads
from assets.report.names import Names, Tier
from assets.report.suppression import SMALLEST, Sum, intervals
from assets.report.text import Text

LATER, NOW, THEN = date(2026, 1, 1), date(2025, 12, 1), date(2024, 12, 1)


def made_up(people=260, seed=3, *, groups=True):
    """Agents of 3 sites and 12 teams on two months of a ladder; a few joined, left, not placed.

    groups: without, there are neither sites nor staff groups nor evidence, only who moved where.
    """
    rng = np.random.default_rng(seed)
    team = rng.integers(0, 12, people)
    ids = [f"A{i:03d}" for i in range(people)]
    agents = pd.DataFrame(
        {
            "agent_id": ids,
            "team_id": [f"T{t}" for t in team],
            "site": [("North", "South", None)[t % 3] for t in team],
            "status": np.where(rng.random(people) < 0.05, "left", "active"),
        }
    )
    before = rng.choice(4, people, p=[0.05, 0.35, 0.4, 0.2])
    after = np.clip(before + rng.choice([-1, 0, 1], people, p=[0.1, 0.6, 0.3]), 0, 3)
    joined = rng.random(people) < 0.1
    staff = np.where(joined, "new", np.where(np.arange(people) % 3, "backbone", "in_service"))
    rows = [
        (a, month, None if t == NO_TIER else t, g)
        for month, tiers, here in ((THEN, before, ~joined), (NOW, after, joined | True))
        for a, t, g, h in zip(ids, tiers, staff, here, strict=True)
        if h
    ]
    ladder = pd.DataFrame(rows, columns=["agent_id", "period", "tier", "seniority"])
    scores = pd.DataFrame(
        {
            "agent_id": ids, "period": NOW, "dimension": "process", "score": 60.0,
            "evidence_state": np.where(np.arange(people) % 40 == 0, "thin", "enough"),
        }
    )  # fmt: skip
    if not groups:
        return {
            "agents": agents.drop(columns="site"),
            "agent_ladder": ladder.drop(columns="seniority"),
        }
    return {"agents": agents, "agent_ladder": ladder, "agent_scores": scores}


NAMES = Names(
    tiers={t: Tier(number=t, name=Text(str(t), str(t)), cut=0.0) for t in (1, 2, 3)},
    dimensions={"process": Text("Process", "流程")},
    indicators={},
)


@pytest.fixture(scope="module")
def marts():
    return made_up()


@pytest.fixture(scope="module")
def here(marts):
    agents = marts["agents"].query("status != 'left'")
    now = marts["agent_ladder"].query("period == @NOW").set_index("agent_id")["tier"]
    return agents.assign(tier=agents["agent_id"].map(now).fillna(NO_TIER).astype(int))


@pytest.fixture(scope="module")
def heads(marts, here):
    return count_heads(marts, NAMES, NOW, here["team_id"].value_counts().to_dict())


def test_what_is_shown_is_what_the_marts_count(heads, here):
    assert heads.people() == len(here)
    tiers = Counter(here["tier"])
    sites = Counter(zip(here["site"].fillna(""), here["tier"], strict=True))
    assert heads.sites == ["", "North", "South"]
    for tier in heads.tiers:
        assert heads.now(tier) in (None, tiers[tier])
        for site in heads.sites:
            assert heads.by("site", site, tier) in (None, sites[site, tier])
    assert sum(heads.now(t) is not None for t in heads.tiers) >= 3


def test_the_flow_counts_everyone_who_was_there_at_either_end(heads, marts, here):
    then = marts["agent_ladder"].query("period == @THEN").set_index("agent_id")["tier"]
    both = here.set_index("agent_id")["tier"].to_frame().join(then.rename("then"), how="outer")
    up = (both["tier"] > both["then"]) & (both["then"] > 0)
    assert heads.moved("up") in (None, int(up.sum()))
    gone = len(set(then.index) - set(here["agent_id"]))
    assert heads.shown.counts["moved", "gone"] == gone
    assert ("flow", OUTSIDE, OUTSIDE) not in heads.shown.counts
    cells = [heads.shown.counts.get(("flow", b, a), 0)
             for b in [*heads.tiers, OUTSIDE] for a in [*heads.tiers, OUTSIDE]]  # fmt: skip
    assert sum(cells) == len(both)
    assert sum(heads.shown.counts["moved", kind] for kind in MOVES) == len(both)


def test_evidence_counts_everyone_once(heads, here):
    counts = [heads.shown.counts["evidence", "process", state] for state in STATES]
    assert sum(counts) == len(here)


def page_sums(heads) -> list[Sum]:
    """Every sum a reader of the page knows, written down apart from the code that hides."""
    tiers, before = heads.tiers, [*heads.tiers, OUTSIDE]
    sums = [Sum(("people",), tuple(("tier", t) for t in tiers))]
    sums += [Sum(("people",), tuple(("team", t) for t in heads.teams))]
    for kind, groups in (("site", heads.sites), ("staff", heads.staff_groups)):
        sums.append(Sum(("people",), tuple((kind, g) for g in groups)))
        if not groups:
            sums.pop()
        sums += [Sum((kind, g), tuple((kind, g, t) for t in tiers)) for g in groups]
        sums += [Sum(("tier", t), tuple((kind, g, t) for g in groups)) for t in tiers if groups]
    sums += [Sum(("tier", a), tuple(("flow", b, a) for b in before)) for a in tiers]
    sums += [Sum(("month", THEN, b), tuple(("flow", b, a) for a in before)) for b in tiers]
    sums.append(Sum(("month", THEN), tuple(("month", THEN, t) for t in tiers)))
    for kind, belongs in MOVES.items():
        cells = [("flow", b, a) for b in before for a in before if belongs(b, a)]
        sums.append(Sum(("moved", kind), tuple(c for c in cells if c in heads.shown.counts)))
    evidence = tuple(("evidence", "process", state) for state in STATES)
    return [*sums, *([Sum(("people",), evidence)] if heads.dimensions else [])]


def given_away(heads) -> list:
    """Hidden counts below five that all sums of the page tell to be below five.

    A cell that is 0 whoever counts (outside at both ends) is no unknown to the attacker.
    """
    counts = heads.shown.counts
    hidden = heads.shown.hidden - {("flow", OUTSIDE, OUTSIDE)}
    found = intervals(counts, page_sums(heads), hidden)
    return [k for k, (_, most) in found.items() if counts.get(k, 0) < SMALLEST and most < 5 - 1e-6]


@pytest.mark.parametrize("seed", [3, 11])
def test_what_is_zero_by_its_nature_protects_nothing(seed):
    heads = of_all(made_up(60, seed, groups=False), NOW)
    assert {("flow", b, a) for b in heads.tiers for a in heads.tiers} & heads.shown.hidden
    assert not given_away(heads)


def of_all(marts, period):
    here = marts["agents"].query("status != 'left'")
    return count_heads(marts, NAMES, period, here["team_id"].value_counts().to_dict())


@pytest.mark.parametrize("seed", range(6))
def test_a_month_hides_the_same_in_every_result(seed):
    """The newest month of one result is an older month of the next, beside other tables."""
    marts = made_up(48, seed)
    marts["agents"]["status"] = "active"
    later = marts["agent_ladder"].query("period == @NOW").assign(period=LATER)
    rng = np.random.default_rng(seed)
    later["tier"] = rng.choice([1, 2, 3], len(later), p=[0.1, 0.6, 0.3])
    ladder = pd.concat([marts["agent_ladder"], later])
    first, second = of_all(marts, NOW), of_all({**marts, "agent_ladder": ladder}, LATER)
    for month in (THEN, NOW):
        for tier in (None, *first.tiers):
            assert first.month(month, tier) == second.month(month, tier)
    assert not given_away(first)


def test_no_group_below_five_follows_from_all_tables_of_the_page_together(heads):
    counts, hidden = heads.shown.counts, heads.shown.hidden
    assert {k for k, n in counts.items() if 0 < n < SMALLEST} <= hidden
    sums = page_sums(heads)
    assert all(counts.get(s.total, 0) == sum(counts.get(p, 0) for p in s.parts) for s in sums)
    assert not given_away(heads)
    # The attack is not toothless: with the small counts alone hidden, it tells.
    bare = {k for k, n in counts.items() if 0 < n < SMALLEST}
    told = intervals(counts, sums, bare)
    assert any(most < 5 - 1e-6 for _, most in told.values())


def test_without_marts_nobody_is_counted():
    heads = count_heads({}, NAMES, NOW, {})
    assert heads.people() == 0
    assert heads.year_ago is None
    assert heads.sites == heads.staff_groups == heads.dimensions == []
