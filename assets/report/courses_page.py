"""The content of the courses' page: what courses bring, how good they are, what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report.bloom_coverage import LEVELS, BloomCoverage, bloom_coverage
from assets.report.clearances import clearance_counts
from assets.report.course_effects import STATES, EffectLine, effect_lines, effect_notes
from assets.report.course_minutes import minutes_and_effects
from assets.report.course_quality import scorecard
from assets.report.names import Names
from assets.report.people import Person
from assets.report.plan import read_plan
from assets.report.suppression import SMALLEST
from assets.report.training_waves import wave_lines
from assets.report.unserved_gaps import unserved_gaps


def courses_content(
    marts: Mapping[str, pd.DataFrame], names: Names, people: Sequence[Person], as_of: date
) -> dict[str, Any]:
    """What `courses.html` is told.

    Args:
        marts: frames by mart name; any may be missing.
        names: of tiers, dimensions, indicators.
        people: everyone who has not left.
        as_of: day of the run.
    """
    effects = effect_lines(marts, names)
    bloom = bloom_coverage(marts, names)
    plan = read_plan(marts)
    minutes = minutes_and_effects(marts, effects)
    return {
        "effects": effects,
        "measured_courses": {one.course_id for one in effects if one.state != "assumed"},
        "effect_notes": effect_notes(effects, names),
        "effect_data": {"effects": [_drawn(line) for line in effects], "states": STATES},
        "minutes": minutes,
        "minute_data": {"courses": minutes, "states": STATES},
        "states": STATES,
        "quality": scorecard(marts, as_of),
        "bloom": bloom,
        "bloom_levels": LEVELS,
        "bloom_data": _bloom_data(bloom) if bloom else None,
        "gaps": unserved_gaps(marts, names, {p.agent_id for p in people}),
        "waves": wave_lines(marts, names),
        "problems": plan.problems if plan else (),
        "products": clearance_counts(marts, people),
        "smallest": SMALLEST,
    }


def _drawn(line: EffectLine) -> dict[str, Any]:
    """An effect for the chart."""
    row = line.row
    return {
        "title": line.title,
        "dimension": line.dimension,
        "uplift": row["uplift"],
        "lower": row["lower"],
        "upper": row["upper"],
        "naive": line.before_after,
        "state": line.state,
    }


def _bloom_data(bloom: BloomCoverage) -> dict[str, Any]:
    return {
        "levels": LEVELS,
        "has_tests": bloom.has_tests,
        "cells": [
            {"dimension": name, "level": c.level, "courses": c.courses, "tests": c.tests}
            for _, name, cells in bloom.rows
            for c in cells
        ],
    }
