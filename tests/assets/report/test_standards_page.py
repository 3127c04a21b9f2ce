"""The service standards' page: attainment, the table, what is to be mended, maturity."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page

SINCE, MONTH = date(2000, 1, 1), date(2025, 9, 1)


def standard(key, level="basic", indicator="qa_process", **changes):
    return {
        "standard": key, "valid_from": SINCE, "valid_to": None, "in_force": True, "level": level,
        "scenario_en": "Return", "scenario_zh": "退货", "standard_en": f"{key} is done",
        "standard_zh": f"做到{key}", "script_en": "<b>Good day</b>", "script_zh": "您好",
        "indicator": indicator, "channels": None, "issue_types": "return*", "target": 0.9,
        "requirement": "S1-010", "owner_en": "Quality lead", "owner_zh": "质检主管",
        "review_by": date(2027, 6, 30), **changes,
    }  # fmt: skip


def attained(key, scope, group, value, state, people=8):
    return {
        "standard": key, "valid_from": SINCE, "scope": scope, "group_key": group, "period": MONTH,
        "people": people, "n": 400, "value": value, "lower": value - 0.02, "upper": value + 0.02,
        "target": 0.9, "state": state,
    }  # fmt: skip


def page_of(folder: Path, attainment=(), standards=(), lint=(), maturity=()):
    made = make_marts()
    item = {"indicator": "qa_process", "name_en": "Process accuracy", "name_zh": "流程准确率",
            "unit": "share", "direction": "higher"}  # fmt: skip
    marts = {
        **made,
        "framework_indicators": pd.concat([made["framework_indicators"], pd.DataFrame([item])]),
        "service_standards": pd.DataFrame(standards),
        "standard_attainment": pd.DataFrame(attainment),
        "standards_lint": pd.DataFrame(lint),
        "maturity": pd.DataFrame(maturity),
    }
    return read_page(build_report(marts, make_run(), folder).parent / "standards.html")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    teams = make_marts()["agents"]["team_id"].dropna().unique().tolist()[:2]
    rows = [
        attained("steps", "centre", "*", 0.95, "met"),
        attained("manners", "centre", "*", 0.52, "missed"),
        attained("steps", "tier", "1", 0.77, "missed"),
        attained("manners", "tier", "1", 0.33, "missed"),
        attained("steps", "team", teams[0], 0.91, "unclear"),
        attained("steps", "team", teams[1], 0.13, "missed", people=4),
    ]
    lint = [{"subject": "steps", "fault": "no_owner", "detail": "", "message": "name a role",
             "message_zh": "请指定岗位"}]  # fmt: skip
    maturity = [
        {"stage": 1, "criterion": "standards_written", "value": 2.0, "needed": 1.0, "met": True},
        {"stage": 1, "criterion": "standards_owned", "value": 1.0, "needed": 1.0, "met": True},
        {"stage": 2, "criterion": "people_reviewed", "value": 0.5, "needed": 0.8, "met": False},
        {"stage": 3, "criterion": "people_known", "value": 0.9, "needed": 0.8, "met": True},
    ]
    table = [standard("manners", "elite"), standard("steps"), standard("old", in_force=False)]
    return page_of(tmp_path_factory.mktemp("standards"), rows, table, lint, maturity)


def test_the_centre_stands_beside_what_is_asked_for(page):
    rows = page.find("tr", data_standard="*")
    assert [(r.get("data-standard"), r.get("data-state")) for r in rows] == [
        ("steps", "met"), ("manners", "missed"),
    ]  # fmt: skip
    assert "✓ 95 %" in page.text()
    assert "✗ 52 %" in page.text()
    assert "≥ 90 %" in page.text()


def test_small_teams_and_tiers_not_asked_yet_are_not_told(page):
    text = page.text()
    assert "≈ 91 %" in text
    assert "✗ 77 %" in text
    assert "13 %" not in text  # four people
    assert "33 %" not in text  # an elite standard, the lowest tier


def test_the_table_tells_words_escaped_and_leaves_out_what_holds_no_longer(page):
    assert "<b>Good day</b>" in page.text()
    assert not page.find("b")
    assert "old is done" not in page.text()


def test_what_is_to_be_mended_is_told(page):
    assert len(page.find("li", data_fault="*")) == 1
    assert "name a role" in page.text()


def test_a_stage_is_reached_with_all_below_it(page):
    stages = {s.get("data-stage"): s.get("data-reached") for s in page.find("li", data_stage="*")}
    assert stages == {"0": "yes", "1": "yes", "2": "no", "3": "no", "4": "no"}
    unmet = page.find("li", data_criterion="*", data_met="no")
    assert [one.get("data-criterion") for one in unmet] == ["people_reviewed"]


def test_without_anything_the_page_says_so(tmp_path: Path):
    text = page_of(tmp_path).text()
    assert "The configuration has no service standards." in text
    assert "No standard was measured for five people or more." in text


def test_the_organisation_links_there(page, tmp_path: Path):
    index = build_report(make_marts(), make_run(), tmp_path)
    assert read_page(index).find("a", href="standards.html")
