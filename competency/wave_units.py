"""Who can be drawn into a wave of a course, and the units of the lot: people, or teams as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from competency.catalogue import Course, speaks
from competency.columns import numbers, require, texts
from competency.wave_precision import TEAMS

#: Why somebody is left out, in the order it is asked.
REASONS = (
    "left",
    "on_leave",
    "not_on_duty",
    "holds_the_course",
    "enrolled",
    "tier_too_low",
    "other_language",
    "prerequisite_missing",
    "in_another_wave",
    "no_team",
)
#: What groups shall be alike in beside the score; of teams the number of people as well.
COVARIATES = ("composite", "tenure_months")
SIZE = "n_people"


@dataclass(frozen=True)
class Candidates:
    """People who can be drawn: agent_id, team_id, tier, seniority, score, composite, tenure_months.

    score: mean of what is believed of the dimensions the course is listed for, NaN without any.
    left_out: how many others of those asked for, by reason.
    """

    people: pd.DataFrame
    left_out: dict[str, int]


def candidates(
    course: Course,
    agents: pd.DataFrame,
    standing: pd.DataFrame,
    scores: pd.DataFrame,
    trainings: pd.DataFrame,
    enrollments: pd.DataFrame,
    untested: Collection[str] = (),
    busy: Collection[str] = (),
    need_team: bool = False,
) -> Candidates:
    """Return who can be drawn of `agents`.

    Args:
        course: that is given.
        agents: agent_id, status, language, team_id, tenure_months of whom it is about.
        standing: agent_id, tier, seniority, composite of the latest month.
        scores: agent_id, dimension, posterior_mean of the latest month.
        trainings: agent_id, course_id; completions, of whenever: who took it once shows no effect
            of a first time.
        enrollments: agent_id, course_id, status; what has been booked and is not over.
        untested: ids of new hires who have not passed their tests.
        busy: ids of people in another wave of this course.
        need_team: whether people without a team are left out.
    """
    require(agents, "agents", ("agent_id", "status", "team_id"))
    held: dict[str | None, set[str | None]] = {}
    for agent, taken in zip(
        texts(trainings, "agent_id"), texts(trainings, "course_id"), strict=True
    ):
        held.setdefault(agent, set()).add(taken)
    open_ = enrollments["status"].isin(["enrolled", "started"])
    enrolled = set(
        enrollments.loc[open_ & (enrollments["course_id"] == course.course_id), "agent_id"]
    )
    mine = scores[scores["dimension"].isin(course.dimensions)]
    score = mine.groupby("agent_id")["posterior_mean"].mean().rename("score")
    people = agents.merge(standing, how="left", on="agent_id", validate="one_to_one")
    people = people.merge(score, how="left", left_on="agent_id", right_index=True)
    people = people.sort_values("agent_id").reset_index(drop=True)
    why: list[str | None] = []
    for agent, status, tier, language, team in zip(
        *(texts(people, name) for name in ("agent_id", "status", "tier", "language", "team_id")),
        strict=True,
    ):
        done = held.get(agent, set())
        asked = (
            status == "left",
            status == "leave",
            agent in untested,
            course.course_id in done,
            agent in enrolled,
            (1 if tier is None else int(float(tier))) < course.min_tier,
            not speaks(language, course.language),
            not set(course.prerequisites) <= done,
            agent in busy,
            need_team and team is None,
        )
        why.append(next((name for name, holds in zip(REASONS, asked, strict=True) if holds), None))
    people = people.assign(tenure_months=numbers(people, "tenure_months"))
    kept = people[[one is None for one in why]]
    kept = kept[["agent_id", "team_id", "tier", "seniority", "score", *COVARIATES]]
    return Candidates(
        kept.reset_index(drop=True), dict(Counter(one for one in why if one is not None))
    )


def lot_units(people: pd.DataFrame, units: str, strata: Sequence[str] = ()) -> pd.DataFrame:
    """Return what the lot is drawn on: unit_id, stratum, score and the covariates.

    Args:
        people: frame of `Candidates`.
        units: 'people' or 'teams'; a team's figures are its people's means.
        strata: of people: columns within which blocks are cut, such as team_id or tier.
    """
    frame = people.assign(**{name: numbers(people, name) for name in ("score", *COVARIATES)})
    if units == TEAMS:
        grouped = frame.groupby("team_id")
        found = grouped[["score", *COVARIATES]].mean()
        found[SIZE] = grouped.size().astype(float)
        return found.rename_axis("unit_id").reset_index()
    parts = [frame[name].astype("string").fillna("–").tolist() for name in strata]
    stratum = [" / ".join(one) for one in zip(*parts, strict=True)] if parts else ""
    return frame[["agent_id", "score", *COVARIATES]].assign(
        unit_id=frame["agent_id"].astype("string"), stratum=stratum
    )[["unit_id", "stratum", "score", *COVARIATES]]


def covariates_of(units: str) -> list[str]:
    """Columns to balance beside the score.

    >>> covariates_of("teams")
    ['composite', 'tenure_months', 'n_people']
    """
    return [*COVARIATES, *([SIZE] if units == TEAMS else [])]
