"""The section on what training returns: what is refused, and on which line."""

import pytest

from competency.errors import ConfigError
from competency.loading import load_text, parse_framework

BROKEN = [
    ("no such tier", "tier: executing ", "tier: excuting ", "Did you mean 'executing'?"),
    ("the first tier", "tier: executing ", "tier: entry ", "where everybody starts"),
    ("no such cohort", "cohort: half_year", "cohort: year", "'half_year'"),
    ("few people", "minimum_people: 5", "minimum_people: 3", "greater than or equal to 5"),
    (
        "no such outcome",
        "outcomes: [handle_minutes",
        "outcomes: [handl_minutes",
        "'handle_minutes'",
    ),
    ("out of order", "{low: 30, base: 45", "{low: 50, base: 45", "low <= base <= high"),
    ("no source", "high: 70, source: assumed", "high: 70", "'source' is missing"),
    ("per cent", "claim: 0.4", "claim: 40", "less than or equal to 1"),
]


@pytest.mark.parametrize(("old", "new", "words"), [pytest.param(*c[1:], id=c[0]) for c in BROKEN])
def test_a_broken_section_is_refused(old, new, words):
    text = load_text()
    start = text.index("\nreturns:")
    assert old in text[start:]
    with pytest.raises(ConfigError) as caught:
        parse_framework(text[:start] + text[start:].replace(old, new, 1), "mine.yml")
    assert words in str(caught.value)


def test_the_shipped_section_is_taken():
    assert parse_framework(load_text(), "mine.yml").returns.proficiency.claim == 0.4
