"""What the gates beside the scores count, packed for a browser to hold against any configuration.

The gates are `competency.tier_gates`; here is only what they read, by agent-month.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.report.tuning_packing import packed
from competency.columns import codes, months, numbers, texts
from competency.editions import Editions
from competency.framework import Framework
from competency.look_back import recent_sum
from competency.mentees import mentorship
from competency.posterior import Posterior
from competency.tier_gates import FEEDBACK, FEEDBACK_MONTHS, rows_of

_NO_TENURE = -(2**15)


def gates(
    marts: Mapping[str, pd.DataFrame], framework: Framework, editions: Editions
) -> dict[str, Any]:
    """Return what the gates' arrays count in, and what the exports do not tell of anybody."""
    roster = marts["agent_months"]
    return {
        "roles": _levels(roster, "role"),
        "teams": _levels(roster, "team_id"),
        "feedback_known": bool(len(marts["agent_feedback"])),
        "mentors_known": any(texts(roster, "mentor_id")),
        "certificates": _asked(framework, editions),
    }


def gate_arrays(
    marts: Mapping[str, pd.DataFrame],
    posterior: Posterior,
    framework: Framework,
    editions: Editions,
) -> dict[str, Any]:
    """Return what the gates count, by row; guided: mentor, mentee and month of each pair."""
    roster = marts["agent_months"]
    row = rows_of(posterior, roster)
    kept = row >= 0
    size = len(posterior.agent)
    tenure = np.full(size, np.nan)
    tenure[row[kept]] = numbers(roster, "tenure_months")[kept]
    feedback = _feedback(marts)
    guided = mentorship(posterior, roster)
    none = np.zeros(0, np.int64)
    arrays = {
        "tenure": packed(np.where(np.isnan(tenure), _NO_TENURE, tenure), "i16"),
        "evidence": packed(posterior.n.sum(axis=1), "decimals"),
        "ratings": packed(recent_sum(posterior, feedback, "n", FEEDBACK_MONTHS), "f64"),
        "rated": packed(recent_sum(posterior, feedback, "total", FEEDBACK_MONTHS), "f64"),
        "mentor": packed(guided.mentor if guided else none, "i32"),
        "mentee": packed(guided.mentee if guided else none, "i32"),
        "guided_month": packed(guided.month if guided else none, "i32"),
        "certificate": packed(
            _certificates(marts["trainings"], posterior, _asked(framework, editions)), "u8"
        ),
    }
    for name, column in (("role", "role"), ("team", "team_id")):
        levels = _levels(roster, column)
        number = np.full(size, levels.index(None))
        of = {level: place for place, level in enumerate(levels)}
        given = np.array([of[one] for one in texts(roster, column)], dtype=np.int64)
        number[row[kept]] = given[kept]
        arrays[name] = packed(number, "i16")
    for window in {one.ladder.critical_months for one in (framework, *editions.frameworks)}:
        failed = recent_sum(posterior, marts["agent_reviews"], "n_critical", window)
        arrays[f"critical_{window}"] = packed(failed, "decimals")
    return arrays


def _levels(frame: pd.DataFrame, column: str) -> list[str | None]:
    """Return what a column of text says, each once; none last."""
    return [*sorted({one for one in texts(frame, column) if one}), None]


def _feedback(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return marts["agent_feedback"].assign(source=FEEDBACK)


def _asked(framework: Framework, editions: Editions) -> list[str]:
    every = (*editions.frameworks, framework)
    return list(
        dict.fromkeys(
            course for one in every for tier in one.ladder.tiers for course in tier.certificates
        )
    )


def _certificates(
    trainings: pd.DataFrame, posterior: Posterior, courses: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Tell which of some courses' certificates are valid, shape (rows, courses)."""
    valid = np.zeros((len(posterior.agent), len(courses)), bool)
    if not courses:
        return valid
    place = {course: at for at, course in enumerate(courses)}
    agent, _ = codes(trainings, "agent_id", posterior.agents)
    named = texts(trainings, "course_id")
    start, end = months(trainings, "completed_on"), np.full(len(trainings), -1)
    if "valid_until" in trainings.columns:
        end = months(trainings, "valid_until")
    of_agent = pd.Series(np.arange(len(posterior.agent))).groupby(posterior.agent).indices
    for who, course, since, until in zip(
        agent.tolist(), named, start.tolist(), end.tolist(), strict=True
    ):
        if course in place and since >= 0 and who in of_agent:
            rows = of_agent[who]
            month = posterior.month[rows]
            valid[rows, place[course]] |= (month >= since) & ((month <= until) | (until < 0))
    return valid
