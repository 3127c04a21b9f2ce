"""The page on courses' content: coverage and orphans, late products, the best of the year."""

from pathlib import Path

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.content_page import content_content
from assets.report.learning_figures import learning_figures
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.topic_lines import topic_coverage
from report.made_up_run import AS_OF, PERIODS, make_marts, make_run
from report.page_reader import read_page

TOPIC = {
    "kind": "topic", "item": "refund", "dimensions": "process|mediation", "courses": "C01",
    "languages": "zh", "n_courses": 1, "n_practice": 0, "n_topics": 1, "contacts": 60.0,
    "share": 0.6, "frequent": True, "state": "covered",
}  # fmt: skip
LONE = {"kind": "course", "item": "C05", "frequent": None, "share": 0.0, "state": "no_topic"}
PRODUCT = {
    "course_id": "C03", "product": "Router <b>X</b>", "title": "Router course",
    "launched_at": pd.Timestamp("2025-11-10"), "published_at": pd.Timestamp("2025-11-12"),
    "is_offered": True, "allowed_hours": 24.0, "hours_after_launch": 48.0, "state": "late",
}  # fmt: skip
RANKED = {
    "year": 2025, "course_id": "C01", "gain": 0.9, "std_error": 0.1, "lower": 0.7, "upper": 1.1,
    "n_trained": 30, "prob_best": 0.97, "prob_top_3": None, "state": "benchmark",
}  # fmt: skip


def more(agents):
    everybody = agents.loc[agents["status"] == "active", "agent_id"].tolist()
    return {
        "topic_coverage": pd.DataFrame(
            [
                TOPIC,
                TOPIC | {"item": "riddle", "dimensions": None, "courses": None, "n_courses": 0,
                         "share": 0.2, "state": "no_dimension"},
                TOPIC | {"item": "rare", "share": 0.2, "frequent": False},
                TOPIC | LONE,
            ]
        ),
        "product_coverage": pd.DataFrame(
            [PRODUCT, PRODUCT | {"course_id": "C04", "product": "Y", "state": "missing",
                                 "hours_after_launch": None, "published_at": pd.NaT}]
        ),
        "benchmark_courses": pd.DataFrame(
            [RANKED, RANKED | {"course_id": "C02", "gain": 0.1, "state": "too_few"}]
        ),
        "learning_months": pd.DataFrame(
            [
                {"period": pd.Timestamp("2025-10-01"), "n_enrolled": 40, "n_people": 30,
                 "n_completed": 39, "n_tested": 30, "n_passed": 20, "is_running": False},
                {"period": pd.Timestamp("2025-09-01"), "n_enrolled": 4, "n_people": 4,
                 "n_completed": 4, "n_tested": 4, "n_passed": 4, "is_running": False},
            ]
        ),
        "learning_mix": pd.DataFrame(
            [
                {"seniority": group, "kind": "theory", "completions": 9, "minutes": 90.0,
                 "share": 0.7, "target": 0.3, "n_people": n, "state": "over"}
                for group, n in (("new", 4), ("in_service", 9))
            ]
        ),
        "training_coverage": pd.DataFrame(
            {"agent_id": everybody, "is_trained": True,
             "security_state": ["never", *["valid"] * (len(everybody) - 1)]}
        ),
        "retrain_queue": pd.DataFrame(
            {"agent_id": everybody[:7], "state": ["overdue"] * 7, "course_id": "C01"}
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def full(marts):
    return marts | more(marts["agents"])


def test_what_is_frequent_and_covered_is_counted_by_contacts(full):
    found = topic_coverage(full, read_names(full), {})
    assert [line.item for line in found.topics] == ["refund", "rare", "riddle"]
    assert found.covered == pytest.approx(0.75)
    assert found.practised == 0
    assert [line.item for line in found.lone_courses] == ["C05"]


def test_figures_of_few_people_are_hidden(full):
    people = load_people(full, PERIODS[-1].date())
    found = learning_figures(full, people)
    # September had four people; 39 of 40 is told as a bound.
    assert [(one.completed, one.passed) for one in found.months] == [("≥ 90 %", "67 %")]
    assert [name.en for name, _ in found.mix] == ["In service"]
    # One who never took it would be known, and so would the rest by subtraction.
    assert {name.en: n for name, n in found.security}["never taken"] is None
    assert found.trained is not None
    assert found.trained.startswith("≥ ")


def test_who_is_not_shown_is_not_counted(full):
    found = learning_figures(full, [])
    assert (found.trained, found.security) == (None, [])


def test_the_page(full, tmp_path):
    build_report(full, make_run(), tmp_path, processes=1)
    page = read_page(tmp_path / "content.html")
    words = page.text()
    assert "75 %" in words
    assert "no ability claims it" in words
    assert "Router <b>X</b>" in words
    assert "no course yet, time is over" in words
    assert "97 %" in words
    assert not [name for name in full["agents"]["name"] if len(name) > 8 and name in words]
    links = (tmp_path / "index.html").read_text("utf-8")
    assert 'href="content.html"' in links
    assert 'href="content.html"' in (tmp_path / "courses.html").read_text("utf-8")


def test_without_the_marts_every_part_says_so(tmp_path):
    build_report({}, make_run(), tmp_path, processes=1)
    words = read_page(tmp_path / "content.html").text()
    for part in (
        "no contact names its kind", "No course is for a new product",
        "No course has been measured",
        "No group of five", "No month has enrolments", "the exports tell of no training",
    ):  # fmt: skip
        assert part in words


def test_courses_that_cannot_be_told_apart_are_said_to_be(full):
    alike = pd.DataFrame(
        [RANKED | {"course_id": key, "prob_best": 0.5, "state": "not_told_apart"} for key in "AB"]
    )
    told = content_content(full | {"benchmark_courses": alike}, read_names(full), [], AS_OF)
    assert told["winner"] is None
    assert len(told["running"]) == 2


def test_age_of_content_stands_beside_errors_of_five_people_or_more(tmp_path: Path) -> None:
    age = {
        "dimension": "process", "courses": 3, "dated": 2, "newest_days": 30, "median_days": 215.0,
        "oldest_days": 400, "overdue": 1, "marks": 90, "people": 9, "failed": 30,
        "error_rate": 0.333333, "lower": 0.25, "upper": 0.42,
    }  # fmt: skip
    few = {**age, "dimension": "knowledge", "people": 4, "error_rate": 0.777}
    marts = {**make_marts(), "content_age": pd.DataFrame([age, few])}
    page = read_page(build_report(marts, make_run(), tmp_path).parent / "content.html")
    told, hidden = (row.text() for row in page.find("tr", data_age="*"))
    assert "30 · 215 · 400" in told
    assert "33 % (25–42 %)" in told
    assert "78 %" not in hidden
