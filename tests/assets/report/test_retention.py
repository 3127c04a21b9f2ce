"""Who stays, on the page of returns."""

from pathlib import Path

import pandas as pd

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page


def page_of(folder: Path, *rows):
    columns = ["cohort", "months", "n_people", "n_left", "share_staying", "lower", "upper"]
    mart = pd.DataFrame(rows, columns=columns)
    return read_page(
        build_report({**make_marts(), "retention": mart}, make_run(), folder).parent / "return.html"
    )


def test_everybody_stands_first_and_what_is_not_known_is_said(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        ("2025-H1", 3.0, 8, 1, 0.87, 0.6, 0.96), ("2025-H1", 6.0, 8, 1, None, None, None),
        ("all", 3.0, 40, 3, 0.93, 0.8, 0.97), ("all", 6.0, 40, 3, 0.91, 0.79, 0.96),
    )  # fmt: skip
    rows = page.find("tr", data_retained="*")
    assert [row.get("data-retained") for row in rows] == ["all", "2025-H1"]
    assert "93 % (80 % … 97 %)" in rows[0].text()
    assert "87 % (60 % … 96 %)" in rows[1].text()
    assert "nobody watched then" in rows[1].text()
    assert "nobody watched then" not in rows[0].text()


def test_without_cohorts_the_page_says_so(tmp_path: Path) -> None:
    assert "Too few people with a hiring date" in page_of(tmp_path).text()
