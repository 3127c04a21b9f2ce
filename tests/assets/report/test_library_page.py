"""The case library's page: cases against what is asked for, the matrix, empty cells by name."""

from datetime import date

import pandas as pd
import pytest

from assets.delivery.case_library import COLUMNS, case_library_csv
from assets.report.build import build_report
from report.made_up_run import make_run
from report.page_reader import read_page

QUARTER = date(2025, 10, 1)


def library():
    cases = pd.DataFrame(
        [
            (2, "c2", "billing", "process", "hard", "negative", 0.5, "critical_failure", False),
            (1, "c1", "=billing", "process", None, "positive", 0.95, None, True),
        ],
        columns=["position", "case_id", "scenario", "competency", "difficulty", "polarity", "mark",
                 "risk_tag", "is_of_expert"],
    ).assign(quarter=QUARTER)  # fmt: skip
    coverage = pd.DataFrame(
        [
            ("billing", "process", 900, 2, 1, 1, 1),
            ("billing", "mediation", 900, 0, 0, 0, 0),
            (None, "process", 10, 0, 0, 0, 0),
            (None, "mediation", 10, 0, 0, 0, 0),
        ],
        columns=["scenario", "competency", "contacts", "cases", "positive", "negative", "risky"],
    ).assign(quarter=QUARTER, asked_for=200)
    return {"case_library": cases, "case_coverage": coverage}


@pytest.fixture(scope="module")
def page(marts, tmp_path_factory):
    out = tmp_path_factory.mktemp("library")
    build_report({**marts, **library()}, make_run(), out)
    return read_page(out / "library.html")


def test_cases_are_set_against_what_is_asked_for(page):
    assert "2 / 200" in page.text()
    assert "2025, quarter 4" in page.text()


def test_every_cell_is_there_and_empty_ones_are_named(page):
    cells = [(r.get("data-scenario"), r.get("data-competency"), r.get("data-cases"))
             for r in page.find("rect", data_cases="*")]  # fmt: skip
    assert cells == [
        ("billing", "process", "2"), ("billing", "mediation", "0"), ("", "process", "0"),
        ("", "mediation", "0"),
    ]  # fmt: skip
    text = page.text()
    assert "Billing × Mediation" in text
    assert text.index("Billing × Mediation") < text.index("unknown × Process")


def test_no_person_and_no_contact_is_on_the_page_or_in_the_file(page, marts):
    file = case_library_csv(library()).decode("utf-8-sig")
    assert not any(one in page.text() for one in marts["agents"]["agent_id"])
    for told in (*COLUMNS, *page.text().split()):
        assert told not in ("agent_id", "customer_id", "reviewer_id", "interaction_id")
    assert [line.split(",")[2] for line in file.split()[1:]] == ["c1", "c2"]
    assert "'=billing" in file


def test_without_reviews_the_page_says_so(trees):
    assert "No cases: they are made of human quality reviews" in trees["library"].text()
