import pytest

from competency.errors import ConfigError
from competency.loading import load_text, parse_framework

# (id, what to replace, by what, text on the line blamed, words of the message)
BROKEN = [
    ("no such dimension", "{dimension: growth,", "{dimension: grwth,", "grwth", "'growth'"),
    ("dimension twice", "{dimension: growth,",
     "{dimension: process,", "sales", "topics already"),
    ("every issue type", "issue_types: [sales*",
     'issue_types: ["* "', "upgrade", "every issue type"),
    ("micro-lessons", "micro_minutes_from: 15",
     "micro_minutes_from: 25", "25", "micro_minutes (20)"),
    ("every provider", "external: [external*,",
     "external: ['*',", "external: [", "every provider"),
    ("no such source", "{internal: 0.6,", "{intern: 0.6,", "intern:", "'intern'"),
    ("shares of sources", "{internal: 0.6,", "{internal: 0.7,", "provider_mix", "add to 1"),
    ("per cent", "accuracy: 0.95", "accuracy: 95", "accuracy: 95", "less than or equal"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "blamed", "words"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN]
)
def test_a_broken_content_section_is_refused_at_the_right_line(old, new, blamed, words):
    text = load_text()
    start = text.index("\ncontent:")
    assert old in text[start:]
    broken = text[:start] + text[start:].replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    assert [words in one.message for one in caught.value.problems] == [True], str(caught.value)
    problem = caught.value.problems[0]
    assert blamed in broken.splitlines()[problem.line - 1]
    assert problem.where.startswith("content.")
