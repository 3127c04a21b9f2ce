"""The form for changing a path: its file is the contract's, and a page without it is whole."""

import json

import pytest

from assets.contracts.catalogue import table
from assets.delivery.csv_text import FORMULA_STARTS
from assets.landing.discovery import is_named_for
from report.made_up_run import AS_OF


@pytest.fixture(scope="module")
def page(teams):
    return teams["Billing"]


def test_the_file_has_the_columns_of_the_contract_and_a_name_landing_reads(page):
    (section,) = page.find(id="changes")
    settings = json.loads(section.get("data-settings"))
    assert settings["columns"] == [column.name for column in table("lms/overrides").columns]
    assert tuple(settings["starts"]) == FORMULA_STARTS
    name = f"lms/{settings['file']}-20251119T080000Z.csv"
    assert is_named_for(name, table("lms/overrides"))


def test_no_two_teams_hand_in_a_file_of_the_same_name(teams):
    files = [
        json.loads(section.get("data-settings"))["file"]
        for page in teams.values()
        for section in page.find(id="changes")
    ]
    assert len(files) == len(set(files)) == 4


def test_every_action_of_the_contract_can_be_chosen(page):
    radios = page.find("input", name="action")
    assert {r.get("value") for r in radios} == set(table("lms/overrides").column("action").allowed)
    assert ["checked" in r.attributes for r in radios] == [True, False, False, False]


def test_a_red_or_closed_course_is_not_offered(page):
    offered = [o.get("value") for o in page.find("option")]
    assert offered[0] == ""
    assert sorted(offered[1:]) == ["C01", "C02", "C03", "C04", "C05"]


def test_name_reason_and_what_an_action_needs_are_required(page):
    (form,) = page.find("dialog")[0].find("form")
    fields = {n.get("name"): n for tag in ("input", "select") for n in form.find(tag)}
    required = {name for name, n in fields.items() if "required" in n.attributes}
    assert required == {"decided_by", "reason", "replacement_id", "not_before"}
    # Those of an action that is not chosen are off, or they would keep the form from being sent.
    off = {name for name, n in fields.items() if "disabled" in n.attributes}
    assert off == {"replacement_id", "not_before"}
    assert fields["not_before"].get("min") == AS_OF.isoformat()


def test_every_field_has_a_label(page):
    (form,) = page.find("dialog")[0].find("form")
    fields = form.find("input") + form.find("select")
    assert {f.get("id") for f in fields} == {label.get("for") for label in form.find("label")}


def test_without_the_script_nothing_of_it_is_seen(page):
    assert "hidden" in page.find(id="changes")[0].attributes
    assert "open" not in page.find("dialog")[0].attributes
    places = page.find(class_="changing")
    assert places
    assert all("hidden" in place.attributes for place in places)


def test_every_assignment_can_be_changed_and_its_button_says_which(page):
    rows = page.find("tr", data_agent="*", data_course="*")
    assert len(rows) > 20
    for row in rows:
        (button,) = [b for place in row.find(class_="changing") for b in place.find("button")]
        assert row.find(class_="course")[0].text() in button.text()
        assert row.find("th")[0].text() in button.text()
