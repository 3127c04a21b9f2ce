"""The whole centre: months played in order, tables and truth gathered at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.simulation import truth
from competency.simulation.abilities import true_tiers
from competency.simulation.assessments import draw_assessments
from competency.simulation.cases import draw_cases
from competency.simulation.catalogue import (
    courses_frame,
    draw_sessions,
    effect_matrix,
    sessions_frame,
)
from competency.simulation.columns import COLUMNS
from competency.simulation.complaint_handling import handled
from competency.simulation.content_reviews import content_reviews_frame
from competency.simulation.enrollments import TrainingBook, enrollments_frame
from competency.simulation.feedback import draw_feedback
from competency.simulation.findings import findings_frame
from competency.simulation.hardness import case_hardness
from competency.simulation.months import DAY
from competency.simulation.mood import draw_mood, drivers_of
from competency.simulation.outcomes import draw_outcomes, interactions_frame
from competency.simulation.overrides import overrides_frame
from competency.simulation.people import roster_frame
from competency.simulation.places import add_places
from competency.simulation.repeats import draw_customers
from competency.simulation.reviews import draw_reviews, reviews_frames
from competency.simulation.settings import SimulationSettings
from competency.simulation.standing import observed_standing
from competency.simulation.streams import draw_stream, world_stream
from competency.simulation.training import add_history, add_mandatory, add_month, add_onboarding
from competency.simulation.voices import (
    complaints_frame,
    draw_complaints,
    draw_surveys,
    surveys_frame,
)
from competency.simulation.world import draw_world


@dataclass(frozen=True)
class Centre:
    """A simulated centre.

    Attributes:
        tables: export tables by name such as `crm/agents`, every contract column in order; of the
            roster site and shift only where the settings ask for sites.
        truth: what the model is to find, by name: see `competency.simulation.truth`.
    """

    tables: dict[str, pd.DataFrame]
    truth: dict[str, pd.DataFrame]


def simulate_centre(settings: SimulationSettings) -> Centre:
    """Play a centre month by month; only the settings, with their seeds, decide what happens.

    >>> centre = simulate_centre(SimulationSettings(agents=8, months=2, per_month=5))
    >>> centre.tables["crm/interactions"].columns[0], len(centre.truth["case_hardness"])
    ('interaction_id', 8)
    """
    world = draw_world(settings)
    people, calendar = world.people, world.calendar
    weights = np.array(settings.base_weights)
    sessions = draw_sessions(world_stream(settings, "sessions"), calendar, people.count)
    effects = np.zeros_like(effect_matrix()) if settings.static else effect_matrix()
    book = TrainingBook(people, calendar, sessions, effects)
    training = world_stream(settings, "training")
    start = world.ability[0]
    add_history(training, book, start, true_tiers(start @ weights, settings.tier_cuts))
    add_onboarding(training, book, start)
    add_mandatory(training, book, start)

    draws = {
        "cases": draw_stream(settings, "cases"),
        "outcomes": draw_stream(settings, "outcomes"),
        "reviews": draw_stream(settings, "reviews"),
        "voices": draw_stream(settings, "voices"),
    }
    ability = np.zeros_like(world.ability)
    standing = np.zeros_like(start)
    cases, outcomes, moods, reviews, surveys, complaints = [], [], [], [], [], []
    rows_before = 0
    for month in range(calendar.months):
        ability[month] = world.ability[month] + book.uplift()[month]
        composite = ability[month] @ weights
        days = np.arange(calendar.first_day[month], calendar.first_day[month + 1])
        changed = month >= world.change
        if month > 0:
            add_month(
                training,
                settings,
                book,
                month,
                standing=standing,
                tier=true_tiers(composite, settings.tier_cuts),
                ability=ability[month],
            )
        case = draw_cases(
            draws["cases"],
            settings,
            people,
            days,
            skill=composite,
            issue_difficulty=world.difficulty[month],
            after_change=changed,
        )
        outcome = draw_outcomes(
            draws["outcomes"], case, ability[month], world.specific, calendar.end
        )
        review = draw_reviews(
            draws["reviews"],
            settings,
            case,
            ability=ability[month],
            wanted=people.reviews,
            team=people.team_on(int(days[0])),
            severity=world.severity[month],
            first_contact_row=rows_before,
            month_end=int(days[-1] + 1) * DAY,
            after_change=changed,
        )
        voices = draws["voices"]
        drivers = drivers_of(settings, after_change=changed)
        mood = draw_mood(voices, case, outcome, ability[month], world.specific, drivers)
        place = {"first_contact_row": rows_before, "end": calendar.end}
        survey = draw_surveys(voices, settings, case, outcome, mood, **place)
        complaint = draw_complaints(voices, settings, case, outcome, mood, ability[month], **place)
        standing = observed_standing(people.count, case, outcome, review, survey)
        cases.append(case)
        outcomes.append(outcome)
        moods.append(mood)
        reviews.append(review)
        surveys.append(survey)
        complaints.append(complaint)
        rows_before += case.count

    book.rows.sort(key=lambda row: (row.enrolled, row.agent, row.course))
    customer = draw_customers(draw_stream(settings, "repeats"), settings, cases, outcomes, moods)
    interactions = interactions_frame(cases, outcomes, customer, people.agent_id)
    interaction_id = interactions["interaction_id"].to_numpy(dtype=object)
    review_table, score_table = reviews_frames(reviews, interaction_id, people.agent_id)
    content, tests = draw_stream(settings, "content"), draw_stream(settings, "assessments")
    roster = roster_frame(people, calendar)
    if settings.sites:
        roster = add_places(world_stream(settings, "shifts"), settings, people, roster)
    tables = {
        "crm/agents": roster,
        "crm/interactions": interactions,
        "crm/surveys": surveys_frame(surveys, interaction_id, people.agent_id),
        "crm/complaints": handled(
            draw_stream(settings, "handling"),
            complaints_frame(complaints, interaction_id, people.agent_id),
            calendar.end,
        ),
        "qa/reviews": review_table,
        "qa/review_scores": score_table,
        "qa/findings": findings_frame(calendar),
        "qa/feedback_360": draw_feedback(
            draw_stream(settings, "feedback"), people, calendar, ability
        ),
        "lms/courses": courses_frame(calendar),
        "lms/content_reviews": content_reviews_frame(content, calendar),
        "lms/sessions": sessions_frame(book.sessions),
        "lms/enrollments": enrollments_frame(content, book.rows, people.agent_id),
        "lms/assessments": draw_assessments(tests, people, calendar, ability, book.rows),
        "lms/overrides": overrides_frame(people, calendar),
    }
    return Centre(
        tables={name: tables[name] for name in COLUMNS},
        truth={
            "abilities": truth.abilities_frame(people, calendar, ability),
            "tiers": truth.tiers_frame(people, calendar, ability @ weights, settings.tier_cuts),
            "drivers": truth.drivers_frame(settings, people, calendar, ability, world.change),
            "jumps": truth.jumps_frame(people, calendar, world.jumps),
            "case_hardness": case_hardness(people, cases),
            "course_effects": truth.effects_frame(effects),
            "trainings": truth.trainings_frame(book.rows, people, calendar),
            "issue_difficulty": truth.issues_frame(),
            "issue_months": truth.issue_months_frame(calendar, world.difficulty),
            "case_effects": truth.case_effects_frame(),
            "reviewer_severity": truth.severity_frame(world.severity),
            "world": truth.world_frame(settings, calendar, world.change),
        },
    )
