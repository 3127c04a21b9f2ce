import numpy as np
import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.evidence import figures, grid_of


def of(framework, key, make, contacts=(), marks=(), months=("2026-01", "2026-02"), agents=("A",)):
    grid = grid_of(make.roster(list(agents), list(months)))
    found = figures(framework, make.contact_cells(contacts), make.mark_cells(marks), grid)
    return next(one for one in found if one.indicator.key == key)


def test_window_sums_the_last_months_only(framework, make):
    months = ["2026-01", "2026-02", "2026-03", "2026-04"]
    contacts = [
        {"agent_id": "A", "period": month, "reopened": (10, bad)}
        for month, bad in zip(months, (10, 0, 0, 2), strict=True)
    ]
    found = of(framework, "reopened", make, contacts, months=months)
    assert found.n.tolist() == [[10, 20, 30, 30]]
    assert found.raw.round(4).tolist() == [[1, 0.5, 0.3333, 0.0667]]


def test_evidence_before_the_roster_starts_still_counts(framework, make):
    contacts = [{"agent_id": "A", "period": "2025-12", "reopened": (10, 5)}]
    assert of(framework, "reopened", make, contacts).n.tolist() == [[10, 10]]


def test_month_without_marks_is_no_evidence_never_zero(framework, make):
    marks = [("A", "2026-01", "qa/reviews", "process", "R", 2, 1.8, 1.63)]
    months = ["2026-01", "2026-02", "2026-03", "2026-04"]
    found = of(framework, "qa_process", make, marks=marks, months=months)
    assert found.n.tolist() == [[2, 2, 2, 0]]
    assert np.isnan(found.raw[0, 3])


def test_criteria_of_one_review_count_once(framework, make):
    marks = [
        ("A", "2026-01", "qa/reviews", name, "R", 3, 2.4, 1.95)
        for name in ("process", "compliance", "script")
    ]
    assert of(framework, "qa_process", make, marks=marks).n.tolist() == [[3, 3]]


def test_self_ratings_never_count(framework, make):
    marks = [
        ("A", "2026-01", "qa/feedback_360", "teamwork", "self", 1, 1.0, 1.0),
        ("A", "2026-01", "qa/feedback_360", "teamwork", "peer", 2, 1.0, 0.5),
    ]
    found = of(framework, "feedback_growth", make, marks=marks)
    assert found.n[0, 0] == 2
    assert found.raw[0, 0] == 0.5


def test_restricted_criteria_do_not_slip_into_the_fallback(framework, make):
    marks = [("A", "2026-01", "qa/reviews", "ai_emotion", "R", 9, 9.0, 9.0)]
    assert of(framework, "qa_relationship", make, marks=marks).n.sum() == 0


def test_severe_raters_are_allowed_for(framework, make):
    rng = np.random.default_rng(2)
    agents = [f"A{i:02d}" for i in range(20)]
    marks = []
    for number, agent in enumerate(agents):
        for rater, severity in (("mild", 0.1), ("harsh", -0.1)):
            # The second half of the agents is mostly seen by the harsh rater.
            n = 9 if (rater == "harsh") == (number >= 10) else 3
            mark = 0.7 + severity + rng.normal(0, 0.02, n)
            sums = (mark.sum(), (mark**2).sum())
            marks.append((agent, "2026-01", "qa/reviews", "process", rater, n, *sums))
    found = of(framework, "qa_process", make, marks=marks, agents=agents)
    raw, fair = found.raw[:, 0], found.adjusted[:, 0]
    assert raw[:10].mean() - raw[10:].mean() == pytest.approx(0.1, abs=0.02)
    assert abs(fair[:10].mean() - fair[10:].mean()) < 0.02


def test_evidence_after_the_last_month_is_left_out(framework, make):
    contacts = [{"agent_id": "A", "period": "2026-03", "reopened": (10, 5)}]
    assert of(framework, "reopened", make, contacts).n.sum() == 0


def test_missing_key_column_is_named(framework, make):
    grid = grid_of(make.roster(["A"], ["2026-01"]))
    with pytest.raises(MissingColumnsError, match="interaction_cells"):
        list(figures(framework, pd.DataFrame({"agent": []}), make.mark_cells([]), grid))
