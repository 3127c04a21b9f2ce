"""Root causes and closing of complaints, and policies, on the complaints page."""

from pathlib import Path

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.complaints_page import complaints_content
from competency.complaint_causes import find_causes
from competency.framework import Framework
from competency.loading import load_framework
from report.made_up_run import make_marts, make_run
from report.page_reader import Node, read_page

MONTHS = pd.date_range("2025-07-01", periods=6, freq="MS")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework()


def causes(framework: Framework, *, named: bool = True) -> pd.DataFrame:
    rows = []
    for month in MONTHS:
        rows.append((month, "process|communication", "delay", 20, 18, 2, 0))
        rows.append((month, "process|<b>bold</b>", "delay", 30, 25, 0, 0))
        rows.append((month, None, None, 0, 0, 0, 1000))
    rows.extend((month, "communication", "delay", 50, 40, 0, 0) for month in MONTHS[3:])
    rows.append((MONTHS[5], "rare", "rare", 4, 0, 0, 0))
    columns = ["period", "causes", "theme", "complaints", "back_known", "back", "contacts"]
    table = pd.DataFrame(rows, columns=columns)
    return find_causes(framework, table if named else table.assign(causes=None))


def closure(people: int = 9, still_open: int = 0) -> pd.DataFrame:
    same = {
        "complaints": 50, "people": people, "due": 40, "closed_in_time": 30, "share_in_time": 0.75,
        "still_open": still_open, "open_not_due": 0, "open_to_3_days": 0, "open_to_7_days": 0,
        "open_longer": still_open, "oldest_open_days": 9.5 if still_open else None,
    }  # fmt: skip
    rows = [
        {"split": split, "level": level, "period": month, **same}
        for split, level in (("all", "*"), ("severity", "high"), ("theme", "delay"))
        for month in MONTHS
    ]
    return pd.DataFrame(rows)


def page_of(folder: Path, **marts: pd.DataFrame) -> Node:
    index = build_report({**make_marts(), **marts}, make_run(), folder)
    assert read_page(index).find("a", href="complaints.html")
    return read_page(index.parent / "complaints.html")


def test_causes_stand_in_order_with_what_moved(framework: Framework, tmp_path: Path) -> None:
    page = page_of(tmp_path, complaint_causes=causes(framework), complaint_closure=closure())
    rows = page.find("tr", data_cause="*")
    assert [row.get("data-cause") for row in rows] == ["communication", "process", "<b>bold</b>"]
    assert [row.get("data-main") for row in rows] == ["yes", "yes", "no"]
    assert rows[0].get("data-change") == "more"
    assert not rows[2].find("b")
    assert "Not listed: 1 rarer causes." in page.text()
    assert "rare</th>" not in str(rows)
    assert "shares add up to more than 100 %" in page.text()
    assert page.find("a", href="index.html")


def test_without_causes_the_page_says_that_themes_stand_for_them(
    framework: Framework, tmp_path: Path
) -> None:
    page = page_of(tmp_path, complaint_causes=causes(framework, named=False))
    assert "the theme stands for the cause" in page.text()
    assert "以主题代替" in page.text()
    assert "shares add up to more than 100 %" not in page.text()
    assert "do not say when complaints were closed" in page.text()


def test_closing_stands_there_with_open_ones_by_age(tmp_path: Path) -> None:
    page = page_of(tmp_path, complaint_closure=closure(still_open=2))
    assert "75 % of 120 complaints were closed in time; 30 were not." in page.text()
    assert [row.find("td")[0].text() for row in page.find("tr", data_age="*")] == [
        "0", "0", "0", "12",
    ]  # fmt: skip
    assert "The oldest has been open for 9 days." in page.text()
    assert len(page.find("tr", data_closing="*")) == 2


def test_nothing_of_fewer_than_five_people_is_shown(framework: Framework, tmp_path: Path) -> None:
    page = page_of(tmp_path, complaint_closure=closure(people=4))
    assert "closed in time; " not in page.text()
    assert "No cause or theme has five complaints" in page.text()
    few = complaints_content(
        {"complaint_causes": causes(framework), "complaint_closure": closure()}, people=4
    )
    assert few["pareto"] is None
    assert few["closing"] is None
    assert complaints_content({}, people=0)["pareto"] is None


def policy_rows() -> pd.DataFrame:
    told = {
        "agents": 30, "marks": 200, "errors": 40, "error_rate": 0.2, "lower": 0.15, "upper": 0.26,
        "state": "above", "low_error": 0.1, "high_error": 0.35, "agent_sd": 0.6, "sd_lower": 0.2,
        "sd_upper": 1.0, "p_value": 0.001, "agents_state": "differ",
    }  # fmt: skip
    unjudged = dict.fromkeys(("low_error", "high_error", "agent_sd", "p_value"), None)
    return pd.DataFrame(
        [
            {"topic": "*", **told, "error_rate": 0.12},
            {"topic": "<b>refund</b>", **told},
            {"topic": "billing", **told, **unjudged, "agents_state": "unjudged", "state": "within"},
            {"topic": "privacy", **told, "agents": 4},
        ]
    )


def test_policies_stand_by_topic_and_name_nobody(tmp_path: Path) -> None:
    page = page_of(tmp_path, policy_consistency=policy_rows())
    rows = page.find("tr", data_topic="*")
    assert [row.get("data-topic") for row in rows] == ["all topics", "<b>refund</b>", "Billing"]
    assert [row.get("data-agents") for row in rows] == ["differ", "differ", "unjudged"]
    assert not rows[1].find("b")
    assert "In 12 % of 200 reviews" in page.text()
    assert "Topics on which people differ beyond chance: 1." in page.text()
    assert "Not listed: 1 topics" in page.text()


def test_without_reviews_of_five_people_the_page_says_so(tmp_path: Path) -> None:
    few = policy_rows().assign(agents=4)
    page = page_of(tmp_path, policy_consistency=few)
    assert "No human reviews mark how policies were explained" in page.text()
    assert not page.find("tr", data_topic="*")
