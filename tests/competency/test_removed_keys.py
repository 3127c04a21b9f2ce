import pytest

from competency.errors import ConfigError
from competency.loading import load_text, parse_framework
from competency.removed_keys import REMOVED, without_removed


def test_what_is_on_record_is_read_without_the_keys_that_are_no_more():
    text = load_text()
    for part, key in REMOVED:
        assert text.count(f"\n{part}:\n") == 1
        text = text.replace(f"\n{part}:\n", f"\n{part}:\n  {key}: 3\n")
    with pytest.raises(ConfigError, match="unknown key"):
        parse_framework(text, "f.yml")
    assert parse_framework(text, "record", recorded=True) == parse_framework(load_text(), "f.yml")


def test_other_unknown_keys_are_refused_in_the_record_too():
    text = load_text().replace("\neffects:\n", "\neffects:\n  gap_month: 3\n")
    with pytest.raises(ConfigError, match="unknown key 'gap_month'"):
        parse_framework(text, "record", recorded=True)


@pytest.mark.parametrize("data", [None, "text", {}, {"effects": None}, {"effects": [1]}])
def test_what_is_no_configuration_stays_as_it_is(data):
    assert without_removed(data) == (data, [])
