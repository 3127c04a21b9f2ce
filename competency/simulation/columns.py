"""The columns of every export table, in the contract's order, and how to name rows by number."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COLUMNS: dict[str, str] = {
    "crm/agents": "agent_id name team_id team_name manager_id hire_date role mentor_id"
    " service_mentor_id language status left_on valid_from",
    "crm/interactions": "interaction_id agent_id opened_at customer_id channel issue_type"
    " complexity customer_emotion first_response_at resolved_at handle_seconds"
    " knowledge_search_seconds resolved_first_contact reopened escalated mediation_outcome"
    " cross_sell_offered cross_sell_accepted proactive_care",
    "crm/surveys": "survey_id interaction_id agent_id responded_at csat nps",
    "crm/complaints": "complaint_id interaction_id agent_id raised_at theme severity upheld"
    " closed_at causes",
    "qa/reviews": "review_id agent_id reviewer_id reviewed_at interaction_id method"
    " rubric_version disputed",
    "qa/review_scores": "review_id criterion score max_score critical",
    "qa/findings": "finding_id found_at kind subject team_id what where_at when_noted who_role why"
    " how action action_kind owner due_at action_at closed_at",
    "qa/feedback_360": "feedback_id agent_id rater_role dimension rating given_at",
    "lms/courses": "course_id title dimensions duration_minutes format provider prerequisites"
    " mandatory bloom_level min_tier language valid_days active card mentoring product launched_at"
    " published_at updated_at",
    "lms/content_reviews": "content_review_id course_id reviewed_at points_checked points_correct",
    "lms/sessions": "session_id course_id starts_at ends_at seats",
    "lms/enrollments": "enrollment_id agent_id course_id session_id enrolled_at completed_at"
    " status score passed minutes_spent rating",
    "lms/assessments": "attempt_id agent_id assessment_id taken_at score max_score dimension"
    " bloom_level",
    "lms/overrides": "override_id agent_id course_id action decided_by reason decided_at"
    " replacement_id session_id not_before valid_until",
}

DATES = ("hire_date", "left_on", "valid_from", "not_before", "valid_until", "due_at")
"""Columns that hold a day; every other datetime column holds a moment."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def frame_of(table: str, values: Mapping[str, object]) -> pd.DataFrame:
    """Frame with exactly the columns of `table`, in the contract's order.

    Raises:
        KeyError: a column of the contract has no values.
    """
    frame = pd.DataFrame({column: values[column] for column in COLUMNS[table].split()})
    # A column without a single text is not known for one: a table may be empty.
    untyped = [name for name in frame if pd.api.types.is_object_dtype(frame[name])]
    return frame.astype(dict.fromkeys(untyped, "str"))


def ids(prefix: str, numbers: Ints, width: int) -> Texts:
    """Names such as `A001` for row numbers counted from 0.

    >>> ids("A", np.array([0, 11]), 3).tolist()
    ['A001', 'A012']
    """
    return np.array([f"{prefix}{number + 1:0{width}d}" for number in numbers.tolist()], dtype="O")


def moments(seconds: Ints | Floats, known: Flags | None = None) -> NDArray[np.datetime64]:
    """Seconds since 1970 in local time as moments; not a time where `known` is false."""
    whole = np.asarray(seconds).astype(np.int64).astype("datetime64[s]")
    if known is not None:
        whole[~known] = np.datetime64("NaT")
    return whole


def flags(values: Flags, known: Flags | None = None) -> pd.arrays.BooleanArray:
    """Nullable booleans: missing where `known` is false."""
    missing = np.zeros(len(values), dtype=bool) if known is None else ~known
    return pd.arrays.BooleanArray(values.astype(bool), missing)


def whole(values: Floats | Ints, known: Flags | None = None) -> pd.arrays.IntegerArray:
    """Nullable integers, rounded: missing where `known` is false."""
    missing = np.zeros(len(values), dtype=bool) if known is None else ~known
    rounded = np.rint(np.where(missing, 0, values)).astype(np.int64)
    return pd.arrays.IntegerArray(rounded, missing)


def levels(names: tuple[str, ...], codes: Ints) -> Texts:
    """Level names for codes; a code of -1 is missing."""
    table = np.array([*names, None], dtype="O")
    return table[codes]
