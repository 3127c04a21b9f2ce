import pytest

from competency.config_text import read_config_text
from competency.errors import ConfigError

TEXT = """name: x
items:
  - key: one
    weight: 1
  - {key: two, weight: 2}
"""


def test_lines_of_keys_items_and_flow_mappings():
    found = read_config_text(TEXT, "f.yml")
    assert found.line(("items",)) == 2
    assert found.line(("items", 0, "weight")) == 4
    assert found.line(("items", 1, "weight")) == 5
    assert found.line(("items", 1, "nowhere", "deep")) == 5


def test_places_are_named_by_key():
    found = read_config_text(TEXT, "f.yml")
    assert found.where(("items", 1, "weight")) == "items[two].weight"


def test_duplicate_key_is_found_at_its_second_line():
    found = read_config_text("a: 1\nb:\n  c: 1\n  c: 2\n", "f.yml")
    assert [(one.line, one.where) for one in found.problems] == [(4, "b.c")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 1, id="empty"),
        pytest.param("- 1\n- 2\n", 1, id="list"),
        pytest.param("a: 1\nb: [1, 2\nc: 3\n", 3, id="bracket left open"),
        pytest.param("a: 1\n\tb: 2\n", 2, id="tab"),
        pytest.param("a: !!python/object:os.system x\n", 1, id="python object"),
    ],
)
def test_what_is_no_mapping_is_refused(text, line):
    with pytest.raises(ConfigError) as caught:
        read_config_text(text, "f.yml")
    assert caught.value.problems[0].line == line


@pytest.mark.parametrize(
    "word",
    [pytest.param("2026-02-30", id="day"), pytest.param("2026-13-01", id="month")],
)
def test_a_day_that_is_none_is_read_as_its_words(word):
    found = read_config_text(f"days:\n  - 2026-02-28\n  - {word}\n", "f.yml")
    assert [str(day) for day in found.data["days"]] == ["2026-02-28", word]
    assert found.line(("days", 1)) == 3


def test_merged_mappings_are_still_read():
    found = read_config_text("a: &x {c: 1}\nb: {<<: *x, d: 2}\n", "f.yml")
    assert found.data["b"] == {"c": 1, "d": 2}
