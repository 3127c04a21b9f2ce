from competency.samples import samples


def sample_of(framework, make, key, contacts=(), marks=()):
    """The cells of one indicator; None without any."""
    found = samples(framework, make.contact_cells(contacts), make.mark_cells(marks))
    return {item.key: sample for item, sample in found}.get(key)


def test_criteria_of_one_review_count_once(framework, make):
    marks = [("A", "2026-01", "qa/reviews", name, "R", 3, 2.4, 1.95)
             for name in ("process", "compliance", "script")]  # fmt: skip
    found = sample_of(framework, make, "qa_process", marks=marks)
    assert found.n.sum() == 9
    assert found.pieces.tolist() == [1, 1, 1]


def test_restricted_criteria_do_not_slip_into_the_fallback(framework, make):
    marks = [("A", "2026-01", "qa/reviews", "ai_emotion", "R", 9, 9.0, 9.0)]
    assert sample_of(framework, make, "qa_relationship", marks=marks) is None


def test_a_criterion_nobody_named_goes_to_the_fallback(framework, make):
    marks = [("A", "2026-01", "qa/reviews", None, "R", 9, 8.0, 7.5)]
    assert sample_of(framework, make, "qa_relationship", marks=marks).n.tolist() == [9]


def test_the_narrower_measure_is_taken_out_of_the_wider(framework, make):
    row = {"agent_id": "A", "period": "2026-01"}
    row |= {"resolved_first_contact": (10, 7), "complex_resolved": (4, 1)}
    wide = sample_of(framework, make, "resolved_first_contact", [row])
    narrow = sample_of(framework, make, "complex_resolved", [row])
    assert (wide.n.tolist(), wide.total.tolist()) == ([6], [6])
    assert (narrow.n.tolist(), narrow.total.tolist()) == ([4], [1])


def test_rows_without_agent_month_or_value_are_left_out(framework, make):
    row = {"agent_id": "A", "period": "2026-01", "reopened": (10, 5)}
    rows = [row, {**row, "agent_id": None}, {**row, "period": None}, {**row, "reopened": (0, 0)}]
    assert sample_of(framework, make, "reopened", rows).n.tolist() == [10]
    mark = ("A", "2026-01", "qa/reviews", "process", "R")
    marks = [(*mark, 2, 1.0, 0.6), (*mark, 2, None, None), (*mark, 0, 0.0, 0.0)]
    assert sample_of(framework, make, "qa_process", marks=marks).n.tolist() == [2]


def test_missing_squares_are_those_of_equal_values(framework, make):
    marks = [("A", "2026-01", "qa/reviews", "process", "R", 2, 1.0, None)]
    assert sample_of(framework, make, "qa_process", marks=marks).total_sq.tolist() == [0.5]
