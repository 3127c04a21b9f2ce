"""Like beside like on the service-quality page."""

import json
from pathlib import Path

import pandas as pd

from assets.report.build import build_report
from assets.report.contrasts import contrasts
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page

FRAMEWORK = pd.DataFrame(
    {
        "framework_json": [
            json.dumps(
                {
                    "monitoring": {
                        "contrasts": {"tenure_days": [30, 90], "response_seconds": [30, 300]}
                    }
                }
            )
        ]
    }
)


def row(question, topic, band, state, *, agents=9, n=100, events=40, odds=None):
    return {
        "question": question,
        "topic": topic,
        "band": band,
        "agents": agents,
        "n": n,
        "events": events,
        "share": events / n,
        "odds_ratio": odds,
        "lower": odds and odds / 2,
        "upper": odds and odds * 2,
        "p_value": odds and 0.01,
        "state": state,
    }


def table(*rows):
    return {"framework": FRAMEWORK, "contrasts": pd.DataFrame(rows)}


ERRORS = (
    row("errors_by_tenure", "*", 1, "higher", odds=2.5),
    row("errors_by_tenure", "*", 2, "unjudged", agents=4),
    row("errors_by_tenure", "*", 3, "reference"),
    row("errors_by_tenure", "<i>late</i>", 1, "higher", odds=3.0),
    row("errors_by_tenure", "<i>late</i>", 2, "higher", agents=4, odds=9.0),
    row("errors_by_tenure", "<i>late</i>", 3, "reference"),
    row("errors_by_tenure", "refund", 1, "not_shown", odds=1.1),
)
ANSWERS = (
    row("satisfaction_by_response", "*", 1, "reference", events=80),
    row("satisfaction_by_response", "*", 2, "higher", odds=1.5),
    row("satisfaction_by_response", "*", 3, "lower", odds=0.5),
)


def test_groups_of_five_are_told_and_topics_only_where_they_differ() -> None:
    told = contrasts(table(*ERRORS, *ANSWERS))
    errors, answers = told.parts
    assert [line.name.en for line in errors.lines] == ["up to 30 days", "over 90 days"]
    assert errors.folded == 1
    assert [line.name.zh for line in errors.topics] == ["<i>late</i>：30 天以内"]
    assert (errors.lines[0].odds, errors.lines[0].interval) == ("× 2.50", "1.25 … 5.00")
    # More errors are worse, more satisfied customers are not.
    assert [line.is_worse for line in errors.lines] == [True, False]
    assert [line.is_worse for line in answers.lines] == [False, False, True]
    assert answers.lines[1].name.en == "30 s to 5 min"
    assert [one["bands"][0].en for one in told.data["questions"]] == ["up to 30 days", "up to 30 s"]


def test_nothing_to_compare_is_said() -> None:
    assert contrasts({}) is None
    assert contrasts(table(*ERRORS[1:3])) is None
    # Without its reference a group says nothing.
    assert contrasts(table(ERRORS[0], row("errors_by_tenure", "*", 2, "unjudged"))) is None


def test_the_page_shows_them_and_text_stays_text(tmp_path: Path) -> None:
    marts = make_marts() | table(*ERRORS)
    page = read_page(build_report(marts, make_run(), tmp_path / "some").parent / "quality.html")
    rows = page.find("tr", data_question="errors_by_tenure")
    assert [one.get("data-state") for one in rows] == ["higher", "reference", "higher"]
    assert "<i>late</i>: up to 30 days" in rows[2].text()
    assert "Groups of fewer than five people, not listed: 1." in page.text()
    none = build_report(make_marts(), make_run(), tmp_path / "none").parent / "quality.html"
    assert "No reviews, answers or tests of five people or more" in read_page(none).text()
