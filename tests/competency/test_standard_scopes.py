"""What tells of a standard: kinds of contact by pattern, criteria by their indicator."""

import datetime as dt

import pandas as pd

from competency.config_types import Text
from competency.loading import load_framework
from competency.standard_scopes import standard_scopes
from competency.standards_rules import ServiceStandard, StandardsRules

WORDS = Text(en="a", zh="甲")
KINDS = pd.DataFrame(
    [("Chat", "refund"), ("email", "billing"), (None, None), ("chat", "退款")],
    columns=["channel", "issue_type"],
)
CRITERIA = {"qa/reviews": ["process_steps", "empathy", "speech_rate"]}


def scopes(**changes):
    given = {"key": "s", "level": "basic", "scenario": WORDS, "standard": WORDS}
    table = (ServiceStandard(**{**given, **changes}),)
    framework = load_framework().model_copy(update={"standards": StandardsRules(table=table)})
    found = standard_scopes(framework, KINDS, CRITERIA)
    return [
        (row.measure, None if pd.isna(row.channel) else row.channel,
         None if pd.isna(row.issue_type) else row.issue_type)
        for row in found.itertuples()
    ]  # fmt: skip


def test_without_patterns_every_kind_tells_also_unknown_ones():
    assert scopes(indicator="satisfied") == [
        ("satisfied", None, None), ("satisfied", "Chat", "refund"), ("satisfied", "chat", "退款"),
        ("satisfied", "email", "billing"),
    ]  # fmt: skip


def test_patterns_take_their_kinds_whatever_the_case():
    assert scopes(indicator="satisfied", channels=("chat",), issue_types=("refund*",)) == [
        ("satisfied", "Chat", "refund")
    ]


def test_reviews_tell_by_the_criteria_of_the_indicator():
    assert {one[0] for one in scopes(indicator="qa_process")} == {"process_steps"}
    assert {one[0] for one in scopes(indicator="qa_relationship")} == {"empathy"}


def test_nothing_tells_of_what_is_unmeasured_or_switched_off():
    assert scopes() == []
    assert scopes(indicator="speech_rate_stability") == []


def test_days_of_the_edition_go_with_it():
    table = (
        ServiceStandard(key="s", level="basic", scenario=WORDS, standard=WORDS,
                        indicator="satisfied", valid_from=dt.date(2026, 1, 1),
                        valid_to=dt.date(2026, 3, 1)),
    )  # fmt: skip
    framework = load_framework().model_copy(update={"standards": StandardsRules(table=table)})
    found = standard_scopes(framework, KINDS, {})
    assert set(found["valid_from"]) == {pd.Timestamp("2026-01-01")}
    assert set(found["valid_to"]) == {pd.Timestamp("2026-03-01")}
