"""The whole centre: months played in order, tables and truth gathered at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.simulation import truth
from competency.simulation.abilities import draw_talent, tenure_gain, true_tiers
from competency.simulation.assessments import draw_assessments
from competency.simulation.cases import draw_cases
from competency.simulation.catalogue import courses_frame, draw_sessions, sessions_frame
from competency.simulation.columns import COLUMNS, Floats
from competency.simulation.enrollments import TrainingBook, enrollments_frame
from competency.simulation.feedback import draw_feedback
from competency.simulation.months import DAY, Calendar, build_calendar
from competency.simulation.outcomes import SPECIFICS, draw_outcomes, interactions_frame
from competency.simulation.people import People, draw_people, roster_frame
from competency.simulation.reviews import draw_reviews, draw_severity, reviews_frames
from competency.simulation.settings import DIMENSIONS, SimulationSettings
from competency.simulation.standing import observed_standing
from competency.simulation.training import add_history, add_mandatory, add_month
from competency.simulation.voices import (
    complaints_frame,
    draw_complaints,
    draw_mood,
    draw_surveys,
    surveys_frame,
)


@dataclass(frozen=True)
class Centre:
    """A simulated centre.

    Attributes:
        tables: export tables by name such as `crm/agents`, every contract column in order.
        truth: what the model is to find, by name: see `competency.simulation.truth`.
    """

    tables: dict[str, pd.DataFrame]
    truth: dict[str, pd.DataFrame]


def simulate_centre(settings: SimulationSettings) -> Centre:
    """Play a centre month by month; only the settings, with their seed, decide what happens.

    >>> centre = simulate_centre(SimulationSettings(agents=8, months=2, per_month=5))
    >>> centre.tables["crm/interactions"].columns[0], len(centre.truth["abilities"])
    ('interaction_id', 96)
    """
    rng = np.random.default_rng(settings.seed)
    calendar = build_calendar(settings)
    talent = draw_talent(rng, settings.agents)
    people = draw_people(rng, settings, calendar, talent)
    specific = settings.specific_sd * rng.standard_normal((people.count, len(SPECIFICS)))
    severity = draw_severity(rng, settings)
    walk = settings.walk_sd * rng.standard_normal((calendar.months, *talent.shape))
    grown = talent + np.cumsum(walk, axis=0) + _tenure_gains(people, calendar)
    book = TrainingBook(people, calendar, draw_sessions(rng, calendar, people.count))
    weights = np.array(settings.base_weights)
    add_history(rng, book, grown[0], true_tiers(grown[0] @ weights, settings.tier_cuts))
    add_mandatory(rng, book, grown[0])

    change = change_month(settings)
    ability = np.zeros_like(grown)
    standing = np.zeros(talent.shape)
    cases, outcomes, reviews, surveys, complaints = [], [], [], [], []
    rows_before = 0
    for month in range(calendar.months):
        ability[month] = grown[month] + book.uplift()[month]
        composite = ability[month] @ weights
        days = np.arange(calendar.first_day[month], calendar.first_day[month + 1])
        if month > 0:
            add_month(
                rng,
                settings,
                book,
                month,
                standing=standing,
                tier=true_tiers(composite, settings.tier_cuts),
                ability=ability[month],
            )
        case = draw_cases(
            rng, settings, people, days, skill=composite, after_change=month >= change
        )
        outcome = draw_outcomes(rng, case, ability[month], specific, calendar.end)
        review = draw_reviews(
            rng,
            settings,
            case,
            ability=ability[month],
            team=people.team_on(int(days[0])),
            severity=severity,
            first_contact_row=rows_before,
            month_end=int(days[-1] + 1) * DAY,
            after_change=month >= change,
        )
        mood = draw_mood(rng, case, outcome, ability[month], specific)
        place = {"first_contact_row": rows_before, "end": calendar.end}
        survey = draw_surveys(rng, settings, case, outcome, mood, **place)
        complaint = draw_complaints(rng, case, outcome, mood, ability[month], **place)
        standing = observed_standing(people.count, case, outcome, review, survey)
        cases.append(case)
        outcomes.append(outcome)
        reviews.append(review)
        surveys.append(survey)
        complaints.append(complaint)
        rows_before += case.count

    book.rows.sort(key=lambda row: (row.enrolled, row.agent, row.course))
    interactions = interactions_frame(cases, outcomes, people.agent_id)
    interaction_id = interactions["interaction_id"].to_numpy(dtype=object)
    review_table, score_table = reviews_frames(reviews, interaction_id, people.agent_id)
    tables = {
        "crm/agents": roster_frame(people, calendar),
        "crm/interactions": interactions,
        "crm/surveys": surveys_frame(surveys, interaction_id, people.agent_id),
        "crm/complaints": complaints_frame(complaints, interaction_id, people.agent_id),
        "qa/reviews": review_table,
        "qa/review_scores": score_table,
        "qa/feedback_360": draw_feedback(rng, people, calendar, ability),
        "lms/courses": courses_frame(calendar),
        "lms/sessions": sessions_frame(book.sessions),
        "lms/enrollments": enrollments_frame(book.rows, people.agent_id),
        "lms/assessments": draw_assessments(rng, people, calendar, ability, book.rows),
    }
    return Centre(
        tables={name: tables[name] for name in COLUMNS},
        truth={
            "abilities": truth.abilities_frame(people, calendar, ability),
            "tiers": truth.tiers_frame(people, calendar, ability @ weights, settings.tier_cuts),
            "course_effects": truth.effects_frame(),
            "trainings": truth.trainings_frame(book.rows, people, calendar),
            "issue_difficulty": truth.issues_frame(),
            "case_effects": truth.case_effects_frame(),
            "reviewer_severity": truth.severity_frame(severity),
            "world": truth.world_frame(settings, calendar, change),
        },
    )


def change_month(settings: SimulationSettings) -> int:
    """First month, from 0, of the changed business; the number of months if it never changes.

    At least one month comes before the change.

    >>> change_month(SimulationSettings(months=12))
    7
    """
    return max(1, int(settings.months * settings.change_at))


def _tenure_gains(people: People, calendar: Calendar) -> Floats:
    """Gain by tenure in the middle of every month, shape (months, agents, dimensions)."""
    middle = calendar.first_day[:-1] + 15
    gains = [tenure_gain(people.tenure_months(int(day))) for day in middle]
    return np.stack(gains).reshape(calendar.months, people.count, len(DIMENSIONS))
