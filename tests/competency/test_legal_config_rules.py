"""What the law restricts stays off without a documented review, whatever the file calls it."""

import datetime as dt
import re

import pytest

from competency.config_rules import broken_rules
from competency.errors import ConfigError
from competency.guard_warnings import warnings
from competency.legal_config_rules import READ_BY_MACHINE
from competency.legal_rules import CLASSES, LegalReview
from competency.loading import config_warnings, load_text, parse_framework
from competency.what_if_keys import differences

REVIEW = "    legal_review: {by: Counsel, date: 2026-10-01, reference: LR-7}\n"
TODAY = dt.date(2026, 11, 1)


def switched_on(key: str, extra: str = "") -> str:
    """The shipped file with one restricted indicator on."""
    head, found, rest = load_text().partition(f"  - key: {key}\n")
    assert found
    on = rest.replace("    enabled: false\n", f"    enabled: true\n{extra}", 1)
    return head + found + on


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(ConfigError) as caught:
        parse_framework(text, "mine.yml")
    return [(one.rule, one.line) for one in caught.value.problems]


@pytest.mark.parametrize("key", ["speech_rate_stability", "machine_read_emotion"])
def test_it_is_off_as_shipped_and_switched_on_only_with_a_review(framework, key):
    item = framework.indicator(key)
    assert not item.enabled
    assert item.legal_class != "ordinary"

    text = switched_on(key)
    line = 1 + text[: text.index("enabled: true")].count("\n")
    assert refused(text) == [("legal_class", line)]

    reviewed = parse_framework(switched_on(key, REVIEW), "mine.yml")
    assert reviewed.indicator(key).legal_review.reference == "LR-7"
    told = [one for one in warnings(reviewed, TODAY) if one.rule == "legal_class"]
    assert [re.search(r"review of 2026-10-01 by Counsel", one.message) is None for one in told] == [
        False
    ]


def test_a_profile_needs_the_review_too():
    old = "      satisfied: {floor: 0.70"
    on = "      speech_rate_stability: {enabled: true}\n"
    text = load_text().replace(old, on + old)
    with pytest.raises(ConfigError) as caught:
        parse_framework(text, "mine.yml", every_profile=True)
    (one,) = caught.value.problems
    assert one.rule == "legal_class"
    assert one.line == 1 + text[: text.index(on)].count("\n")


@pytest.mark.parametrize(
    "review",
    ["{by: Counsel, date: 2026-10-01}", "{by: '', date: 2026-10-01, reference: x}", "{date: soon}"],
)
def test_half_a_review_is_none(review):
    assert refused(switched_on("machine_read_emotion", f"    legal_review: {review}\n"))


def test_a_review_to_come_is_warned_of():
    text = switched_on("machine_read_emotion", REVIEW.replace("2026", "2027"))
    told = [one.message for one in config_warnings(text, "f.yml", TODAY)]
    assert any("dated 2027-10-01, which is to come" in message for message in told)


def test_what_a_machine_reads_cannot_pass_for_ordinary(framework):
    """Taken out, reclassed or put last: the marks would be counted by another indicator."""
    taken_out = [item for item in framework.indicators if item.legal_class == "ordinary"]
    put_last = sorted(framework.indicators, key=lambda item: item.legal_class != "ordinary")
    reclassed = [
        item.model_copy(update={"legal_class": "ordinary", "enabled": True, "reason_off": None})
        if item.legal_class != "ordinary"
        else item
        for item in framework.indicators
    ]
    for changed in (taken_out, put_last, reclassed):
        other = framework.model_copy(update={"indicators": tuple(changed)})
        found = [one for one in broken_rules(other) if one.rule == "legal_class"]
        assert found
        blamed = {other.indicators[one.path[1]].key for one in found}
        assert all(other.indicator(key).legal_class == "ordinary" for key in blamed)
    assert broken_rules(framework) == []


def test_every_class_but_the_ordinary_one_has_marks_that_are_looked_for():
    assert {*READ_BY_MACHINE.values(), "ordinary"} == set(CLASSES)


def test_a_review_changes_no_figure(framework):
    review = LegalReview(by="Counsel", date=TODAY, reference="LR-7")
    other = framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update={"legal_review": review}) for item in framework.indicators
            )
        }
    )
    assert {one.effect for one in differences(framework, other)} == {"none"}
