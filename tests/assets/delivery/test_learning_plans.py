"""learning_plans.csv: an agent's competencies, with the id numbers of the framework's file."""

import csv
import io
from datetime import date

from assets.delivery.learning_plans import learning_plans_csv
from assets.delivery.moodle_framework import moodle_framework


def _rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_a_competency_with_its_courses_and_the_last_day(make_item, marts):
    rows = _rows(
        learning_plans_csv(
            [
                make_item(),
                make_item(course_id="C2", due=date(2025, 12, 9)),
                make_item(course_id="C3", dimension="growth", due=None),
                make_item(course_id="C4", dimension=""),
                make_item(course_id="C5", dimension="growth", state="withdrawn"),
                make_item(agent_id="A0"),
            ]
        )
    )
    assert [list(row.values()) for row in rows] == [
        ["A0", "ladder:dimension:process", "2025-11-30", "C1"],
        ["A1", "ladder:dimension:growth", "", "C3"],
        ["A1", "ladder:dimension:process", "2025-12-09", "C1|C2"],
    ]
    known = moodle_framework(marts).decode()
    assert all(f",{row['competency_idnumber']}," in known for row in rows)
