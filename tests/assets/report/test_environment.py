import os
import sys

import pytest
from jinja2 import Environment, UndefinedError

from assets.report import environment
from assets.report.environment import page_environment


def test_words_come_in_both_languages_and_text_from_data_is_escaped():
    page = page_environment().from_string("{{ t('Yes', '是') }}{{ name }}").render(name="<b>")
    assert '<span data-lang="en" lang="en">Yes</span>' in page
    assert "是" in page
    assert page.endswith("&lt;b&gt;")


def test_an_unknown_name_is_an_error():
    with pytest.raises(UndefinedError, match="nobody"):
        page_environment().from_string("{{ nobody }}").render()


def test_data_for_scripts_cannot_end_its_element():
    page = page_environment().from_string("{{ data | json }}").render(data=["</script>&", 1.5])
    assert page == r'["\u003c/script\u003e\u0026",1.5]'
    with pytest.raises(ValueError, match="not JSON compliant"):
        page_environment().from_string("{{ data | json }}").render(data=float("nan"))


def test_a_page_of_its_own_has_its_look_after_the_reports(tmp_path):
    (tmp_path / "own.css").write_text(".own { color: red }", "utf-8")
    style = str(page_environment(tmp_path, "own.css").globals["style"])
    plain = str(page_environment().globals["style"])
    assert style == plain + ".own { color: red }"


def test_templates_are_compiled_once_and_anew_when_they_change(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "TEMPLATES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    page = tmp_path / "page.html"
    page.write_text("first", "utf-8")
    assert page_environment(tmp_path).get_template("page.html").render() == "first"
    (compiled,) = (tmp_path / "__pycache__").iterdir()
    monkeypatch.setattr(Environment, "_parse", None)  # whoever parses again fails
    assert page_environment(tmp_path).get_template("page.html").render() == "first"
    monkeypatch.undo()
    monkeypatch.setattr(environment, "TEMPLATES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = compiled.read_bytes()
    page.write_text("second", "utf-8")
    assert page_environment(tmp_path).get_template("page.html").render() == "second"
    assert compiled.read_bytes() != before


@pytest.mark.parametrize("hindered", ["dont_write", "no_right", "no_folder"])
def test_where_nothing_may_be_written_templates_work_all_the_same(tmp_path, monkeypatch, hindered):
    monkeypatch.setattr(environment, "TEMPLATES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", hindered == "dont_write")
    if hindered == "no_right":
        monkeypatch.setattr(os, "access", lambda *_: False)
    if hindered == "no_folder":
        (tmp_path / "__pycache__").write_text("in the way", "utf-8")
    (tmp_path / "page.html").write_text("there", "utf-8")
    assert page_environment(tmp_path).get_template("page.html").render() == "there"
    assert not list(tmp_path.glob("__pycache__/*"))
