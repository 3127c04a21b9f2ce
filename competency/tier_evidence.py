"""What an agent shows for each tier: the chance of meeting its bars, and the gates that are met.

Deciding the tier from it, month by month, is `ladder`; putting it in words is `obstacles`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from competency.columns import Flags, Floats, Ints, codes, months, numbers, require, texts
from competency.composite import ScoreTable
from competency.framework import Framework

GATES = ("evidence", "certificate", "role", "tenure")


@dataclass(frozen=True)
class TierEvidence:
    """Arrays over rows (agent-months) and tiers; chances also over bars (composite, layers).

    chance: P(bar of tier is met), shape (rows, tiers, bars); 1 where a tier has no such bar.
    gates: met or not, shape (rows, tiers, gates) in the order of `GATES`.
    """

    bars: tuple[str, ...]
    levels: Floats
    chance: Floats
    gates: Flags
    tenure: Floats
    evidence: Floats
    team: list[str | None]
    lacking_certificate: list[list[str | None]]

    @property
    def at_least(self) -> Floats:
        """P(tier or higher) by the bars alone, shape (rows, tiers).

        The weakest bar decides: bars are met together, since they rest on the same evidence.
        """
        return np.asarray(np.minimum.accumulate(self.chance.min(axis=2), axis=1))


def tier_evidence(
    framework: Framework,
    table: ScoreTable,
    composites: pd.DataFrame,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
) -> TierEvidence:
    """Gather what each agent-month of `table` shows for each tier."""
    tiers = framework.ladder.tiers
    rows = len(table.agent)
    layers = [layer.key for layer in framework.layers]
    mean, error = _composites(table, composites)
    layer_mean, layer_error, layer_live = _layers(framework, table)
    bars = ("composite", *(f"floor:{key}" for key in layers))
    chance = np.ones((rows, len(tiers), len(bars)))
    for place, tier in enumerate(tiers):
        if place:
            chance[:, place, 0] = chance_above(mean, error, tier.composite_cut)
        for column, key in enumerate(layers):
            if key in tier.layer_floors:
                met = chance_above(
                    layer_mean[:, column], layer_error[:, column], tier.layer_floors[key]
                )
                # A layer nobody has evidence for cannot be held against anybody.
                chance[:, place, column + 1] = np.where(layer_live[:, column], met, 1.0)
    tenure, team, role = _roster(table, agent_months)
    pieces = table.n.sum(axis=1)
    lacking = _certificates(framework, table, certificates)
    gates = np.ones((rows, len(tiers), len(GATES)), bool)
    # A roster without roles cannot bar anybody.
    no_roles = all(one is None for one in role)
    for place, tier in enumerate(tiers):
        gates[:, place, 0] = pieces >= tier.minimum_evidence
        gates[:, place, 1] = [row[place] is None for row in lacking]
        if tier.roles:
            held = np.array([one in tier.roles for one in role], bool)
            gates[:, place, 2] = held | no_roles
        if framework.ladder.clock == "since_hire":
            gates[:, place, 3] = np.isnan(tenure) | (tenure >= tier.min_months)
    levels = np.column_stack([mean, layer_mean])
    return TierEvidence(bars, levels, chance, gates, tenure, pieces, team, lacking)


def chance_above(mean: Floats, error: Floats, cut: float) -> Floats:
    """Return P(value >= cut) of a normal value; NaN means 0.

    >>> chance_above(np.array([60.0, 60.0, np.nan]), np.array([5.0, 0.0, 1.0]), 60).tolist()
    [0.5, 1.0, 0.0]
    """
    noisy = error > 1e-9  # below that a division may overflow and says nothing more
    smooth = special.ndtr((mean - cut) / np.where(noisy, error, 1.0))
    result = np.where(noisy, smooth, (mean >= cut).astype(float))
    return np.asarray(np.where(np.isnan(mean), 0.0, result))


def rows_of(table: ScoreTable, frame: pd.DataFrame) -> Ints:
    """Return the row of `table` of each row of `frame`, -1 where there is none."""
    agent, _ = codes(frame, "agent_id", table.agents)
    width = max(len(table.agents), 1)
    known: pd.Index[int] = pd.Index(table.month * width + table.agent)
    wanted = np.where(agent >= 0, months(frame) * width + agent, -1)
    return known.get_indexer(pd.Index(wanted)).astype(np.int64)


def _composites(table: ScoreTable, composites: pd.DataFrame) -> tuple[Floats, Floats]:
    require(composites, "composites", ("agent_id", "period", "composite", "std_error"))
    row = rows_of(table, composites)
    mean, error = np.full(len(table.agent), np.nan), np.full(len(table.agent), np.nan)
    mean[row[row >= 0]] = numbers(composites, "composite")[row >= 0]
    error[row[row >= 0]] = numbers(composites, "std_error")[row >= 0]
    return mean, error


def _layers(framework: Framework, table: ScoreTable) -> tuple[Floats, Floats, Flags]:
    """Mean and error of each layer, weighing its dimensions by their base weights."""
    score, error, live = table.filled
    shape = (len(table.agent), len(framework.layers))
    mean, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    for column, layer in enumerate(framework.layers):
        inside = np.array(
            [item.weight if item.layer == layer.key else 0.0 for item in framework.dimensions]
        )
        used = np.where(live, inside, 0.0)
        total = used.sum(axis=1)
        safe = np.where(total > 0, total, 1.0)
        value = (used * np.nan_to_num(score)).sum(axis=1) / safe
        noise = np.sqrt(((used * np.nan_to_num(error)) ** 2).sum(axis=1)) / safe
        mean[:, column] = np.where(total > 0, value, np.nan)
        spread[:, column] = np.where(total > 0, noise, np.nan)
    return mean, spread, ~np.isnan(mean)


def _roster(
    table: ScoreTable, agent_months: pd.DataFrame
) -> tuple[Floats, list[str | None], list[str | None]]:
    require(agent_months, "agent_months", ("agent_id", "period"))
    row = rows_of(table, agent_months)
    tenure = np.full(len(table.agent), np.nan)
    given = numbers(agent_months, "tenure_months")
    tenure[row[row >= 0]] = given[row >= 0]
    team: list[str | None] = [None] * len(table.agent)
    role: list[str | None] = [None] * len(table.agent)
    named = zip(row, texts(agent_months, "team_id"), texts(agent_months, "role"), strict=True)
    for place, one_team, one_role in named:
        if place >= 0:
            team[int(place)], role[int(place)] = one_team, one_role
    return tenure, team, role


def _certificates(
    framework: Framework, table: ScoreTable, certificates: pd.DataFrame
) -> list[list[str | None]]:
    """Return, for each row and tier, the first required course without a valid certificate."""
    tiers = framework.ladder.tiers
    held: dict[tuple[str, str], list[tuple[int, int]]] = {}
    if any(tier.certificates for tier in tiers):
        require(certificates, "certificates", ("agent_id", "course_id", "valid_from"))
        ends = (
            months(certificates, "valid_to")
            if "valid_to" in certificates.columns
            else np.full(len(certificates), -1)
        )
        spans = zip(
            texts(certificates, "agent_id"),
            texts(certificates, "course_id"),
            months(certificates, "valid_from"),
            ends,
            strict=True,
        )
        for agent, course, start, end in spans:
            if agent and course and start >= 0:
                held.setdefault((agent, course), []).append((int(start), int(end)))
    result: list[list[str | None]] = []
    for code, month in zip(table.agent, table.month, strict=True):
        agent = str(table.agents[int(code)])
        row: list[str | None] = []
        lacking: str | None = None
        for tier in tiers:  # a tier asks for all that the tiers below it ask for
            for course in tier.certificates:
                spans_held = held.get((agent, course), [])
                valid = any(s <= month and (e < 0 or month <= e) for s, e in spans_held)
                lacking = lacking or (None if valid else course)
            row.append(lacking)
        result.append(row)
    return result
