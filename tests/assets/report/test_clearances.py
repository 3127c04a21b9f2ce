"""New products: who is not cleared is named to the team only, and nobody is counted twice."""

import pytest

from assets.report.build import build_report
from assets.report.clearances import clearance_counts
from assets.report.people import load_people
from report.made_up_run import PERIODS
from report.page_reader import read_page


def _drawn(page, product):
    marks = page.find("rect", data_product=product)
    return {m.get("data-kind"): int(m.get("data-value")) for m in marks}


def test_the_team_page_counts_and_names_those_not_cleared(teams):
    page = teams["Billing"]
    assert _drawn(page, "Smart <lock>") == {"cleared": 1, "failed": 1, "overdue": 1, "open": 9}
    (section,) = page.find("section", id="products")
    tables = section.find("table")
    first = [r.get("data-agent") for r in tables[1].find("tr", data_agent="*")]
    assert first[:2] == ["A002", "A001"]  # overdue, then not passed
    assert "A000" not in first
    assert "1 attempt failed" in tables[1].text()


def test_the_newest_product_is_first_and_late_content_is_said(teams):
    (section,) = teams["Billing"].find("section", id="products")
    heads = [h.text() for h in section.find("h3")]
    assert ["云盘新版" in heads[0], "Smart <lock>" in heads[1]] == [True, True]
    assert ["came out late" in head for head in heads] == [False, True]


def test_the_organisation_sees_counts_of_five_and_more_only(marts, courses):
    people = load_people(marts, PERIODS[-1].date())
    counts = {one.product: one for one in clearance_counts(marts, people)}
    # One failed, one overdue: hidden, and with them the nine to come, or a sum would tell.
    assert [n for _, n in counts["Smart <lock>"].states] == [30, None, None, None]
    (section,) = courses.find("section", id="products")
    assert "Smart <lock>" in section.text()
    assert not section.find("tr", data_agent="*")


@pytest.mark.parametrize("lacks", ["mart", "rows"])
def test_without_new_products_there_is_no_section(marts, run, tmp_path, lacks):
    name = "product_clearances"
    without = {k: v for k, v in marts.items() if k != name}
    if lacks == "rows":
        without[name] = marts[name].iloc[:0]
    build_report(without, run, tmp_path)
    page = read_page(tmp_path / "courses.html")
    assert not page.find("section", id="products")
    assert not page.find("a", href="#products")
