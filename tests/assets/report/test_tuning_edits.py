"""Numbers of a file change where they stand; what it does not say yet is put in."""

import pytest

from assets.report.tuning_config import Tunable
from assets.report.tuning_edits import edited, edits_of
from competency.config_text import read_config_text


def items(*names):
    return [Tunable(name, tuple(name.split(".")), None, 0, 1, 0.1) for name in names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a:\n  b: 1   # why\n", "a:\n  b: 0.5   # why\n", id="block"),
        pytest.param('{"a": {"b": 1}}', '{"a": {"b": 0.5}}', id="JSON"),
        pytest.param("a:\n  c: 1\n", "a:\n  b: 0.5\n  c: 1\n", id="put into a block"),
        pytest.param("a: {c: 1}\n", "a: {b: 0.5, c: 1}\n", id="put into a line"),
        pytest.param("a: {}\n", "a: {b: 0.5}\n", id="put into nothing"),
        pytest.param("c: 1\n", "a: {b: 0.5}\nc: 1\n", id="with what it belongs to"),
        pytest.param("a:\r\n  b: 1\r\n", "a:\r\n  b: 0.5\r\n", id="other line ends"),
        pytest.param("c: 😀\na: {b: 1}\n", "c: 😀\na: {b: 0.5}\n", id="beyond 16 bits"),
    ],
)
def test_one_number_changes(text, expected):
    wanted = items("a.b")
    found = edits_of(text, wanted)
    assert not found.fixed
    assert edited(text, found, {"a.b": 0.5}) == expected
    assert edited(text, found, {}) == text


def test_items_of_lists_go_by_their_key_and_several_by_themselves():
    text = "t:\n  - key: one\n    w: 1\n  - {key: two, w: 1}\n"
    wanted = items("t.one.w", "t.two.w", "t.one.v", "t.one.u", "t.two.f.x", "t.two.f.y")
    found = edits_of(text, wanted)
    values = {item.name: 0.25 + place for place, item in enumerate(wanted)}
    assert read_config_text(edited(text, found, values), "").data == {
        "t": [
            {"key": "one", "w": 0.25, "v": 2.25, "u": 3.25},
            {"key": "two", "w": 1.25, "f": {"x": 4.25, "y": 5.25}},
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("c: &w 1\na: {b: *w}\n", id="behind an anchor"),
        pytest.param("a: 1\n", id="no place for it"),
        pytest.param("a:\n  b: |\n    1\n", id="a block of text"),
        pytest.param("a:\n  b:\n", id="nothing there"),
    ],
)
def test_what_cannot_be_changed_from_here_is_named_and_stays(text):
    found = edits_of(text, items("a.b"))
    assert found.fixed == ["a.b"]
    assert edited(text, found, {"a.b": 0.5}) == text


def test_the_rest_can_still_be_changed():
    text = "c: &w 1\na: {b: *w, d: 2}\n"
    found = edits_of(text, items("a.b", "a.d"))
    assert found.fixed == ["a.b"]
    assert edited(text, found, {"a.d": 0.5}) == "c: &w 1\na: {b: *w, d: 0.5}\n"
