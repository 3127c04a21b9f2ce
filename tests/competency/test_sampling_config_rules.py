import pytest

from competency.errors import ConfigError
from competency.loading import load_text, parse_framework
from competency.sampling_rules import SamplingRules

# (id, what to replace, by what, words of the message)
BROKEN = [
    ("shares leave nothing", "risk_share: 0.15", "risk_share: 0.6", "at most 0.8"),
    ("nothing even", "even_share: 0.10", "even_share: 0", "could never be drawn"),
    ("no target", "target_share: 0.10", "target_share: 0", "nothing would be reviewed"),
    ("per cent", "target_share: 0.10", "target_share: 10", "less than or equal to 1"),
    ("good and bad", "poor_mark: 0.7", "poor_mark: 0.95", "good and bad"),
    ("misspelt", "seed: ladder", "sede: ladder", "Did you mean 'seed'?"),
    ("no days", "look_back_days: 7", "look_back_days: 0", "greater than or equal to 1"),
    ("averse", "widest_first: 2", "widest_first: 0.5", "greater than or equal to 1"),
]


@pytest.mark.parametrize(
    ("old", "new", "words"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN]
)
def test_a_broken_sampling_section_is_refused(old, new, words):
    text = load_text()
    start = text.index("\nsampling:")
    assert old in text[start:]
    with pytest.raises(ConfigError) as caught:
        parse_framework(text[:start] + text[start:].replace(old, new, 1), "mine.yml")
    assert [words in one.message for one in caught.value.problems] == [True], str(caught.value)
    assert caught.value.problems[0].where.startswith("sampling")


def test_without_the_section_the_shipped_values_hold(framework):
    text = load_text()
    start = text.index("sampling:  ")
    shorter = text[:start] + text[text.index("\nstaff_groups:") + 1 :]
    assert parse_framework(shorter, "mine.yml").sampling == framework.sampling == SamplingRules()
