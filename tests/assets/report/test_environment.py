import pytest
from jinja2 import UndefinedError

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
