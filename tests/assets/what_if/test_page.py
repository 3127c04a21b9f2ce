"""The page is whole by itself, has both languages, and shows every part of the record."""

import pytest

from assets.what_if.page import MOST_PEOPLE, write_page


@pytest.fixture
def page(record, read_page, tmp_path):
    def build(**changes):
        path = tmp_path / "deep" / "what_if.html"
        write_page({**record, **changes}, path)
        return read_page(path)

    return build


def test_pictures_hold_the_figures(page, record):
    shown = page()
    bars = shown.find("rect", data_side="*")
    found = {(bar.get("data-tier"), bar.get("data-side")): bar.get("data-value") for bar in bars}
    for one in record["tiers"]:
        for side in ("before", "after"):
            assert found[str(one["tier"] or 0), side] == str(one[side])
    weights = shown.find("rect", data_dimension="*")
    assert [bar.get("data-value") for bar in weights] == ["0.250000", "0.750000"]
    dots = shown.find("circle", data_attribute="*")
    assert [dot.get("data-value") for dot in dots] == ["0.400", "0.400"]


def test_people_and_teams_that_move_are_listed(page, record):
    shown = page()
    rows = shown.find("tr", data_agent="*")
    assert {row.get("data-agent") for row in rows} == {one["agent_id"] for one in record["moved"]}
    for row in rows:
        assert "Independent asks for 57." in row.text()
        assert "独立级要求57。" in row.text()
    assert [row.get("data-team") for row in shown.find("tr", data_team="*")] == ["T1"]


def test_text_from_data_is_text(page):
    shown = page()
    assert len(shown.find("script")) == 1
    assert "<script>alert(1)</script>" in shown.text()


def test_nothing_is_fetched_from_elsewhere(page):
    for node in page().walk():
        for name in ("src", "href"):
            assert not node.get(name).startswith(("http", "//"))


def test_what_takes_a_run_comes_first(page):
    assert page().find("section")[0].get("id") == "run"
    assert page(takes_effect_with_a_run=[]).find("section")[0].get("id") == "tiers"


def test_a_page_stays_light(page, record):
    many = [{**record["moved"][0], "agent_id": f"B{n:04d}"} for n in range(MOST_PEOPLE + 50)]
    shown = page(moved=many)
    assert len(shown.find("tr", data_agent="*")) == MOST_PEOPLE
    assert str(len(many)) in shown.text()


def test_nobody_and_no_groups_are_said(page):
    shown = page(moved=[], teams=[], fairness=[], groups_too_small=[])
    assert "Nobody." in shown.text()
    assert "无人变动。" in shown.text()


def test_what_no_figure_hangs_on_is_listed(page):
    rows = page().find("tr", data_without_effect="*")
    assert [row.get("data-without-effect") for row in rows] == ["guards.indicator_share"]
    assert "0.6 → 0.7" in rows[0].text()
    assert not page(changes=[]).find("tr", data_without_effect="*")


def test_the_head_says_from_when_it_is_shown(page):
    assert "As if it had always been in force. Nothing is published." in page().text()
    later = {"from": "2026-05-01", "shown": "always", "others": False}
    assert "自2026-05起生效，晚于最新发布月份" in page(in_force=later).text()


def test_wide_tables_scroll_and_the_reason_also_stands_below_the_name(page):
    shown = page()
    scrolled = [node for box in shown.find("div", **{"class": "scroll"}) for node in box.walk()]
    for name in ("data-team", "data-agent"):
        assert any(node.get(name) for node in scrolled)
    row = shown.find("tr", data_agent="A001")[0]
    assert "Independent asks for 57." in row.find("span", **{"class": "why-below"})[0].text()
