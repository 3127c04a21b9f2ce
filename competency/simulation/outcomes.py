"""How contacts go: logistic and log-normal outcomes of ability against difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from competency.simulation.cases import CHANNELS, Cases
from competency.simulation.columns import (
    Flags,
    Floats,
    Ints,
    Texts,
    flags,
    frame_of,
    ids,
    levels,
    moments,
    whole,
)
from competency.simulation.issues import COMPLEXITIES, EMOTIONS, ISSUE_KEYS, ISSUES

# Medians by channel (phone, chat, email), seconds.
_WAIT = np.array([7.6, 30.0, 290.0])
_WAIT_SD = np.array([0.75, 0.75, 0.8])
_HANDLE = np.array([260.0, 380.0, 480.0])

SPECIFICS = ("first_contact", "wait", "handle", "search", "mediation", "offer", "care", "mood")
"""Outcomes with an agent effect of their own beside the dimension's ability."""


@dataclass(frozen=True)
class Outcomes:
    """One entry a contact; seconds are lengths, -1 where it did not happen by the horizon."""

    wait: Floats
    resolve: Floats
    handle: Floats
    search: Floats
    first_contact: Flags
    reopened: Flags
    escalated: Flags
    mediated: Flags
    offered: Flags
    accepted: Flags
    care: Flags


def first_contact_odds(ability: Floats, specific: Floats, difficulty: Floats) -> Floats:
    """Log odds of solving it at once; a row of abilities (6) and own effects a contact."""
    resolution, knowledge = ability[:, 2], ability[:, 1]
    own = specific[:, SPECIFICS.index("first_contact")]
    return np.asarray(1.72 + 0.55 * resolution + 0.20 * knowledge + own - 0.75 * difficulty)


def care_odds(ability: Floats, specific: Floats, heat: Ints) -> Floats:
    """Log odds of caring beyond the question."""
    growth, own = ability[:, 5], specific[:, SPECIFICS.index("care")]
    return np.asarray(0.05 + 0.45 * growth + own + 0.25 * (heat > 0))


def draw_outcomes(
    rng: np.random.Generator, cases: Cases, ability: Floats, specific: Floats, end: int
) -> Outcomes:
    """Outcomes of contacts from abilities (agents, 6) and own effects (agents, SPECIFICS).

    `end` is the horizon in seconds: what would come later has not happened yet.
    """
    count = cases.count
    process, knowledge, resolution, mediation, relationship, growth = ability[cases.agent].T
    own = dict(zip(SPECIFICS, specific[cases.agent].T, strict=True))
    hard = cases.difficulty
    heat = cases.emotion

    def chance(log_odds: Floats) -> Flags:
        return rng.random(count) < expit(log_odds)

    def length(log_median: Floats, spread: Floats | float) -> Floats:
        return np.exp(log_median + spread * rng.standard_normal(count))

    wait = np.ceil(
        length(
            np.log(_WAIT)[cases.channel] - 0.20 * process - own["wait"] * 0.6,
            _WAIT_SD[cases.channel],
        )
    )
    handle = np.ceil(
        length(
            np.log(_HANDLE)[cases.channel]
            + 0.22 * hard
            - 0.10 * resolution
            - 0.06 * knowledge
            - 0.4 * own["handle"],
            0.38,
        )
    )
    search = np.round(
        length(np.log(7.3) - 0.20 * knowledge + 0.12 * hard - 0.5 * own["search"], 0.45), 1
    )
    searched = rng.random(count) < 0.85

    first_contact = chance(first_contact_odds(ability[cases.agent], specific[cases.agent], hard))
    reopened = ~first_contact & chance(-0.9 - 0.25 * process + 0.2 * hard)
    escalated = ~first_contact & chance(-0.8 - 0.15 * resolution - 0.35 * mediation + 0.35 * hard)
    offer_share = np.array([issue.offer_share for issue in ISSUES])[cases.issue]
    offered = chance(
        logit(np.maximum(offer_share, 1e-3))
        + 0.15 * relationship
        + 0.15 * growth
        + own["offer"]
        - 0.8 * heat
    )
    accepted = offered & chance(-1.85 + 0.45 * growth + 0.5 * own["offer"] - 0.3 * heat)

    follow_up = length(np.log(5 * 3600) + 0.45 * hard - 0.15 * process, 0.9)
    resolve = wait + handle + np.where(first_contact, 0, np.ceil(follow_up))
    # A few customers hang up before an answer, a few cases stay open: no reply is not a slow one.
    given_up = rng.random(count) < 0.007
    open_still = rng.random(count) < 0.012
    wait = np.where(given_up | (cases.opened + wait >= end), -1, wait)
    resolve = np.where((wait < 0) | open_still | (cases.opened + resolve >= end), -1, resolve)
    return Outcomes(
        wait=wait,
        resolve=resolve,
        handle=np.where(wait < 0, -1, handle),
        search=np.where(searched & (wait >= 0), search, -1),
        first_contact=first_contact & (resolve >= 0),
        reopened=reopened & (resolve >= 0),
        escalated=escalated & (wait >= 0),
        mediated=chance(0.95 + 0.65 * mediation + own["mediation"] - 0.35 * hard),
        offered=offered & (wait >= 0),
        accepted=accepted & (wait >= 0),
        care=chance(care_odds(ability[cases.agent], specific[cases.agent], heat)) & (wait >= 0),
    )


def interactions_frame(
    cases: Sequence[Cases], outcomes: Sequence[Outcomes], customer: Ints, agent_id: Texts
) -> pd.DataFrame:
    """crm/interactions of all months; numbered by moment; `customer` is that of each."""

    def case(field: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.concatenate([getattr(part, field) for part in cases])

    def outcome(field: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.concatenate([getattr(part, field) for part in outcomes])

    opened, wait, resolve = case("opened"), outcome("wait"), outcome("resolve")
    answered, resolved = wait >= 0, resolve >= 0
    dispute = case("dispute").astype(bool) & answered
    mediated = np.where(dispute, 1 - outcome("mediated").astype(np.int64), -1)
    offered = outcome("offered").astype(bool)
    search = outcome("search")
    return frame_of(
        "crm/interactions",
        {
            "interaction_id": ids("I", np.arange(len(opened)), 7),
            "agent_id": agent_id[case("agent")],
            "opened_at": moments(opened),
            "customer_id": ids("C", customer, 5),
            "channel": levels(CHANNELS, case("channel")),
            "issue_type": levels(ISSUE_KEYS, case("issue")),
            "complexity": levels(COMPLEXITIES, case("complexity")),
            "customer_emotion": levels(EMOTIONS, case("emotion")),
            "first_response_at": moments(opened + wait, answered),
            "resolved_at": moments(opened + resolve, resolved),
            "handle_seconds": whole(outcome("handle"), answered),
            "knowledge_search_seconds": np.where(search >= 0, search, np.nan),
            "resolved_first_contact": flags(outcome("first_contact").astype(bool), answered),
            "reopened": flags(outcome("reopened").astype(bool), resolved),
            "escalated": flags(outcome("escalated").astype(bool), answered),
            "mediation_outcome": levels(("success", "failure"), mediated),
            "cross_sell_offered": flags(offered, answered),
            "cross_sell_accepted": flags(outcome("accepted").astype(bool), offered),
            "proactive_care": flags(outcome("care").astype(bool), answered),
        },
    )
