"""What a manager sees of a month: plain averages by agent, as z-scores over the agents."""

from __future__ import annotations

import numpy as np

from competency.simulation.cases import Cases
from competency.simulation.columns import Flags, Floats, Ints
from competency.simulation.outcomes import Outcomes
from competency.simulation.reviews import CRITERIA, Reviews
from competency.simulation.settings import DIMENSIONS
from competency.simulation.voices import Surveys


def observed_standing(
    agents: int, cases: Cases, outcomes: Outcomes, reviews: Reviews, surveys: Surveys
) -> Floats:
    """Shape (agents, 6): 0 where nothing was seen; growth is not seen month by month."""
    answered = outcomes.wait >= 0
    process = reviews.points[:, CRITERIA.index("process_accuracy")]
    knowledge = reviews.points[:, CRITERIA.index("knowledge_accuracy")]
    everything = np.ones(len(reviews.agent), dtype=bool)
    seen = {
        "process": _mean(agents, reviews.agent, process, everything),
        "knowledge": _mean(agents, reviews.agent, knowledge, everything),
        "resolution": _mean(agents, cases.agent, outcomes.first_contact, answered),
        "mediation": _mean(agents, cases.agent, outcomes.mediated, answered & cases.dispute),
        "relationship": _mean(
            agents, surveys.agent, surveys.csat, np.ones(len(surveys.agent), dtype=bool)
        ),
    }
    standing = np.zeros((agents, len(DIMENSIONS)))
    for name, values in seen.items():
        standing[:, DIMENSIONS.index(name)] = _z_scores(values)
    return standing


def _mean(agents: int, agent: Ints, values: Floats | Flags | Ints, kept: Flags) -> Floats:
    """Mean by agent; NaN without a value."""
    count = np.bincount(agent[kept], minlength=agents)
    total = np.bincount(agent[kept], weights=values[kept].astype(float), minlength=agents)
    mean = np.full(agents, np.nan)
    mean[count > 0] = total[count > 0] / count[count > 0]
    return mean


def _z_scores(values: Floats) -> Floats:
    """Distance from the mean in standard deviations, within 3; 0 for what was not seen.

    >>> _z_scores(np.array([1.0, 3.0, np.nan])).tolist()
    [-1.0, 1.0, 0.0]
    """
    known = ~np.isnan(values)
    if known.sum() < 2 or float(values[known].std()) == 0:
        return np.zeros(len(values))
    distance = (values - values[known].mean()) / values[known].std()
    return np.where(known, np.clip(distance, -3, 3), 0.0)
