"""What customers say: surveys answered by some, complaints of which some come weeks later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from competency.simulation.cases import Cases
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
from competency.simulation.months import DAY
from competency.simulation.outcomes import Outcomes
from competency.simulation.settings import SimulationSettings

_CSAT_CUTS = np.array([-2.2, -1.6, -0.7, 0.3])
_NPS_CUTS = np.array([-2.9, -2.6, -2.3, -2.0, -1.7, -1.35, -1.0, -0.5, 0.4, 1.1])

THEMES = ("process", "knowledge", "unresolved", "attitude", "delay", "policy")
SEVERITIES = ("low", "medium", "high")


@dataclass(frozen=True)
class Surveys:
    """Answers; `contact` is the row of the contact in all months."""

    contact: Ints
    agent: Ints
    responded: Ints
    csat: Ints
    nps: Ints


@dataclass(frozen=True)
class Complaints:
    """Complaints that had come in by the horizon; `upheld` is -1 while undecided."""

    contact: Ints
    agent: Ints
    raised: Ints
    theme: Ints
    severity: Ints
    upheld: Ints


def draw_surveys(
    rng: np.random.Generator,
    settings: SimulationSettings,
    cases: Cases,
    outcomes: Outcomes,
    mood: Floats,
    *,
    first_contact_row: int,
    end: int,
) -> Surveys:
    """Answers that arrived by the horizon; the very content and the very angry answer more."""
    pull = 0.10 * mood + 0.06 * (mood**2 - 1)
    asked = outcomes.resolve >= 0
    answers = asked & (rng.random(cases.count) < expit(logit(settings.survey_rate) + pull))
    row = np.flatnonzero(answers)
    lag = np.ceil(rng.exponential(0.6 * DAY, size=len(row))) + 60
    responded = cases.opened[row] + outcomes.resolve[row].astype(np.int64) + lag.astype(np.int64)
    in_time = responded < end
    row, responded = row[in_time], responded[in_time]
    csat = 1 + np.searchsorted(_CSAT_CUTS, mood[row] + 0.35 * rng.standard_normal(len(row)))
    nps = np.searchsorted(_NPS_CUTS, mood[row] + 0.5 * rng.standard_normal(len(row)))
    asked_nps = rng.random(len(row)) < 0.85
    return Surveys(
        contact=row + first_contact_row,
        agent=cases.agent[row],
        responded=responded,
        csat=csat,
        nps=np.where(asked_nps, nps, -1),
    )


def draw_complaints(
    rng: np.random.Generator,
    settings: SimulationSettings,
    cases: Cases,
    outcomes: Outcomes,
    mood: Floats,
    ability: Floats,
    *,
    first_contact_row: int,
    end: int,
) -> Complaints:
    """Complaints about contacts: most within days, three in ten two to nine weeks later."""
    # By drivers, ability speaks through the mood alone: their truth would else not be whole.
    spoken = ability[cases.agent] * (settings.drivers is None)
    mediation, process = spoken[:, 3], spoken[:, 0]
    log_odds = -2.95 - 0.75 * mood - 0.15 * mediation + 0.5 * cases.dispute
    row = np.flatnonzero(rng.random(cases.count) < expit(log_odds))
    late = rng.random(len(row)) < 0.3
    lag = np.where(
        late,
        rng.uniform(14 * DAY, 63 * DAY, size=len(row)),
        3600 + rng.exponential(1.8 * DAY, size=len(row)),
    )
    raised = cases.opened[row] + lag.astype(np.int64)
    in_time = raised < end
    row, raised = row[in_time], raised[in_time]

    theme = _draw_themes(rng, ability[cases.agent[row]], outcomes, row)
    anger = cases.emotion[row] + rng.random(len(row)) * 1.6 - 0.5
    solved = outcomes.first_contact[row] if settings.drivers is None else 0.8
    fault = -0.1 - 0.35 * process[row] - 0.5 * solved
    upheld = (rng.random(len(row)) < expit(fault)).astype(np.int64)
    undecided = raised > end - 10 * DAY
    return Complaints(
        contact=row + first_contact_row,
        agent=cases.agent[row],
        raised=raised,
        theme=theme,
        severity=np.clip(np.floor(anger), 0, 2).astype(np.int64),
        upheld=np.where(undecided, -1, upheld),
    )


def _draw_themes(rng: np.random.Generator, ability: Floats, outcomes: Outcomes, row: Ints) -> Ints:
    """Theme by Gumbel draws: weak abilities make their own theme likelier."""
    unresolved = ~outcomes.first_contact[row]
    score = np.column_stack(
        [
            0.5 - 0.4 * ability[:, 0],
            -0.1 - 0.4 * ability[:, 1],
            -0.4 + 1.2 * unresolved,
            0.2 - 0.4 * ability[:, 4],
            -0.2 + 0.3 * (outcomes.wait[row] > 120),
            np.full(len(row), -0.5),
        ]
    )
    themes: Ints = np.argmax(score + rng.gumbel(size=score.shape), axis=1).astype(np.int64)
    return themes


def surveys_frame(parts: Sequence[Surveys], interaction_id: Texts, agent_id: Texts) -> pd.DataFrame:
    """crm/surveys of all months, by moment of the answer."""
    contact = np.concatenate([part.contact for part in parts])
    responded = np.concatenate([part.responded for part in parts])
    order = np.lexsort((contact, responded))
    nps = np.concatenate([part.nps for part in parts])[order]
    return frame_of(
        "crm/surveys",
        {
            "survey_id": ids("S", np.arange(len(order)), 6),
            "interaction_id": interaction_id[contact[order]],
            "agent_id": agent_id[np.concatenate([part.agent for part in parts])[order]],
            "responded_at": moments(responded[order]),
            "csat": whole(np.concatenate([part.csat for part in parts])[order]),
            "nps": whole(nps, _known(nps)),
        },
    )


def complaints_frame(
    parts: Sequence[Complaints], interaction_id: Texts, agent_id: Texts
) -> pd.DataFrame:
    """crm/complaints of all months, by the moment they were raised."""
    contact = np.concatenate([part.contact for part in parts])
    raised = np.concatenate([part.raised for part in parts])
    order = np.lexsort((contact, raised))
    upheld = np.concatenate([part.upheld for part in parts])[order]
    return frame_of(
        "crm/complaints",
        {
            "complaint_id": ids("K", np.arange(len(order)), 5),
            "interaction_id": interaction_id[contact[order]],
            "agent_id": agent_id[np.concatenate([part.agent for part in parts])[order]],
            "raised_at": moments(raised[order]),
            "theme": levels(THEMES, np.concatenate([part.theme for part in parts])[order]),
            "severity": levels(
                SEVERITIES, np.concatenate([part.severity for part in parts])[order]
            ),
            "upheld": flags(upheld == 1, _known(upheld)),
            # Drawn by `complaint_handling`.
            "closed_at": np.full(len(order), np.datetime64("NaT", "s")),
            "causes": levels((), np.full(len(order), -1)),
        },
    )


def _known(values: Ints) -> Flags:
    """Where a code is not the missing -1."""
    return values >= 0
