import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from competency.config_edit import set_values
from competency.errors import ConfigError
from competency.loading import load_text

TEXT = """\
# 顶部注释
名称: 甲   # 行尾
items:
  - key: one
    weight: 1      # first
  - {key: two, weight: 2, words: {en: 'it''s', zh: 词}}
lists:
  - [a, b]   # no key
empty:
note: >
  folded
"""


def set_one(place, value, text=TEXT):
    return set_values(text, {place: value}, "f.yml")


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        pytest.param("名称", "乙", "甲", "乙", id="Chinese"),
        pytest.param("items.one.weight", "0.5", ": 1 ", ": 0.5 ", id="item by key"),
        pytest.param("items[two].weight", "3", ": 2,", ": 3,", id="as findings name it"),
        pytest.param("items.two.words.zh", "a, b: c", "词", '"a, b: c"', id="quoted where it must"),
        pytest.param("items.two.words.en", "x", "'it''s'", "x", id="quotes go"),
        pytest.param("lists.0.1", "c", "b]", "c]", id="by position"),
        pytest.param("empty", "7", "empty:", "empty: 7", id="empty"),
        pytest.param("名称", "a # b", "甲", '"a # b"', id="what would be a comment"),
        pytest.param("名称", "'a' # b", "甲", "\"'a' # b\"", id="a comment behind quotes"),
        pytest.param("名称", "'a # b'", "甲", "'a # b'", id="quotes of one's own"),
        pytest.param("名称", "#a", "甲", '"#a"', id="nothing but a comment"),
        pytest.param("名称", "&a b", "甲", '"&a b"', id="what would be an anchor"),
        pytest.param("名称", "*a", "甲", '"*a"', id="what would be an alias"),
        pytest.param("名称", "!!int 3", "甲", '"!!int 3"', id="what would be a tag"),
        pytest.param("名称", "| a", "甲", '"| a"', id="what would be a block"),
        pytest.param("名称", ">", "甲", '">"', id="what would be folded"),
        pytest.param("名称", "%a", "甲", '"%a"', id="what would be a directive"),
        pytest.param("items.one.weight", "null", ": 1 ", ": null ", id="nothing"),
    ],
)
def test_a_value_changes_and_nothing_else(place, value, old, new):
    assert set_one(place, value) == TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        pytest.param("items.tow.weight", "1", "Did you mean 'two'?", id="no such item"),
        pytest.param("items.one.wieght", "1", "Did you mean 'weight'?", id="no such key"),
        pytest.param("items.one.weight.deep", "1", "Known: none", id="inside a value"),
        pytest.param("items.one", "1", "more than a single value", id="whole item"),
        pytest.param("note", "x", "more than a single value", id="folded text"),
        pytest.param("items.one.weight", "[1, 2]", "no single value", id="a list"),
        pytest.param("items.one.weight", " ", "no single value", id="nothing at all"),
    ],
)
def test_what_cannot_be_set_in_place_is_refused(place, value, words):
    with pytest.raises(ConfigError) as caught:
        set_one(place, value)
    (problem,) = caught.value.problems
    assert words in problem.message
    assert problem.line > 1


def test_windows_line_ends_survive():
    text = TEXT.replace("\n", "\r\n")
    assert set_one("items.two.weight", "9", text) == text.replace("weight: 2", "weight: 9")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("a: &x 1\nb: *x\n", "a", id="anchored"),
        pytest.param("a: &x 1\nb: *x\n", "b", id="alias"),
        pytest.param("a: &x {c: 1}\nb: {<<: *x}\n", "a.c", id="merged in elsewhere"),
    ],
)
def test_what_stands_in_two_places_is_not_changed_from_one(text, place):
    with pytest.raises(ConfigError, match="surroundings"):
        set_one(place, "2", text)


@given(st.sampled_from(["items.one.weight", "items.two.words.zh", "名称"]), st.text(max_size=20))
def test_any_words_come_back_or_are_refused(place, value):
    try:
        changed = set_one(place, value)
    except ConfigError:
        return
    data = yaml.safe_load(changed)
    before = yaml.safe_load(TEXT)
    found = {
        "items.one.weight": data["items"][0]["weight"],
        "items.two.words.zh": data["items"][1]["words"]["zh"],
        "名称": data["名称"],
    }[place]
    assert found == value or found == yaml.safe_load(value)
    assert changed.count("#") >= TEXT.count("#")
    data["items"], data["名称"] = before["items"], before["名称"]
    assert data == before


def test_the_shipped_file_can_be_set_anywhere():
    text = load_text()
    values = {
        "dimensions.growth.weight": "0.11",
        "indicators.promoter.target": "0.55",
        "profiles.finance.dimension_weights.growth": "0.06",
        "recalibration.outcomes.complaints.weight": "0.3",
        "first_response_seconds.电话": "20",
    }
    changed = set_values(text, values, "f.yml")
    assert len(changed.splitlines()) == len(text.splitlines())
    differ = [
        new for old, new in zip(text.splitlines(), changed.splitlines(), strict=True) if old != new
    ]
    assert len(differ) == 5
    assert "  电话: 20" in differ
