import datetime as dt

import pytest

from competency.errors import ConfigError
from competency.loading import (
    config_warnings,
    framework_schema,
    load_framework,
    load_text,
    parse_framework,
)


def line_of(text, marker, after=""):
    start = text.index(after) if after else 0
    return text[: text.index(marker, start)].count("\n") + 1


# (id, what to replace, by what, after which text, text on the line blamed, words of the message)
BROKEN = [
    ("unknown key", "layer: base\n", "layr: base\n", "key: process", "layr: base", "'layer'"),
    ("weights do not add up", "weight: 0.20", "weight: 0.21", "", "dimensions:", "must add to 1"),
    (
        "lower bound above upper",
        "lower_bound: 0.10",
        "lower_bound: 0.50",
        "",
        "lower_bound: 0.50",
        "above upper_bound",
    ),
    (
        "weight outside its bounds",
        "upper_bound: 0.35",
        "upper_bound: 0.15",
        "",
        "weight: 0.20",
        "outside its bounds",
    ),
    (
        "no source",
        "needs: [crm/interactions.reopened]",
        "needs: []",
        "",
        "needs: []",
        "at least one source",
    ),
    (
        "unknown table",
        "needs: [crm/interactions.reopened]",
        "needs: [crm/interaction.reopened]",
        "",
        "needs: [crm/interaction.",
        "'crm/interactions'",
    ),
    ("duplicate key", "version: 1\n", "version: 1\nname: again\n", "", "name: again", "twice"),
    (
        "cuts do not rise",
        "composite_cut: 57",
        "composite_cut: 45",
        "",
        "composite_cut: 45\n      layer_floors: {base: 50",
        "does not rise",
    ),
    (
        "floor equals target",
        "target: 0.65",
        "target: 0.35",
        "key: mediation_success",
        "target: 0.35",
        "equals floor",
    ),
    ("per cent for a share", "target: 0.85", "target: 85", "", "target: 85", "90 % is 0.9"),
    (
        "unknown dimension",
        "dimension: growth",
        "dimension: grwoth",
        "",
        "dimension: grwoth",
        "'growth'",
    ),
    (
        "off without reason",
        "    weight: 0.15\n    minimum_n: 20",
        "    weight: 0.15\n    minimum_n: 20\n    enabled: false",
        "",
        "enabled: false\n  - key: qa_relationship",
        "reason_off",
    ),
    (
        "time without quality",
        "    paired_with: resolved_first_contact\n",
        "",
        "",
        "weight: 0.05                  # easily",
        "paired_with",
    ),
    ("wrong choice", "kind: binary", "kind: binry", "", "kind: binry", "'binary'"),
    (
        "number out of range",
        "promotion: {probability: 0.6",
        "promotion: {probability: 6",
        "",
        "promotion: {probability: 6",
        "6",
    ),
    (
        "missing key",
        "    weight: 0.25\n",
        "",
        "key: first_response_in_time",
        "key: first_re",
        "weight",
    ),
    ("unknown profile", "profile: general", "profile: e_comerce", "", "profile: e_c", "e_commerce"),
    ("no time zone", "Asia/Shanghai  ", "Asia/Shanghi  ", "", "time_zone", "no time zone"),
    (
        "profile names no indicator",
        "complaint: {floor: 0.16",
        "complaints: {floor: 0.16",
        "",
        "complaints: {floor",
        "'complaint'",
    ),
    (
        "profile weights do not add up",
        "dimension_weights: {process: 0.25",
        "dimension_weights: {process: 0.35",
        "",
        "dimension_weights: {process: 0.35",
        "must add to 1",
    ),
    (
        "lower bounds leave no weights",
        "lower_bound: 0.10",
        "lower_bound: 0.90",
        "",
        "dimensions:",
        "lower bounds add up to",
    ),
    ("floor of a tier falls", "{base: 50", "{base: 30", "", "layer_floors: {base: 30", "falls"),
    (
        "no source at all",
        "    source: qa/reviews\n",
        "",
        "key: qa_process",
        "key: qa_process",
        "'source' is missing",
    ),
    (
        "one indicator over its share",
        "weight: 0.45",
        "weight: 0.95",
        "key: qa_process",
        "weight: 0.95",
        "of the indicator weight of 'process'; at most 0.6",
    ),
    (
        "no day of review",
        "    review_by: 2027-06-30\n",
        "",
        "key: qa_process",
        "key: qa_process",
        "without review_by",
    ),
    (
        "outcome without its indicator",
        "indicator: promoter",
        "indicator: promoters",
        "recalibration:",
        "indicator: promoters",
        "Did you mean 'promoter'?",
    ),
    (
        "shares of the target do not add up",
        "importance: 0.3",
        "importance: 0.5",
        "",
        "recalibration:",
        "add up to 1.2",
    ),
    ("step of nothing", "step_limit: 0.02", "step_limit: 0", "", "step_limit: 0", "greater than 0"),
    ("words for a number", "weight: 0.20", "weight: heavy", "", "weight: heavy", "'heavy': input"),
    ("yes for a number", "min_months: 3", "min_months: yes", "", "min_months: yes", "True: input"),
    ("no number", "floor: 0.54", "floor: .nan", "", "floor: .nan", "finite"),
    (
        "day that is not",
        "holidays: []",
        "holidays:\n    - 2026-10-01\n    - 2026-02-30",
        "",
        "- 2026-02-30",
        "'2026-02-30': input should be a valid date",
    ),
    (
        "year that is not meant",
        "holidays: []",
        "holidays: [0026-10-01]",
        "",
        "holidays: [0026",
        "2000-01-01",
    ),
    (
        "guard switched off",
        "indicator_share: 0.60",
        "indicator_share: 1",
        "",
        "indicator_share: 1",
        "less than or equal to 0.8",
    ),
    (
        "unknown column",
        "needs: [crm/interactions.reopened]",
        "needs: [crm/interactions.reopend]",
        "",
        "needs: [crm/interactions.reopend]",
        "Did you mean 'reopened'?",
    ),
    (
        "the slower the better",
        "floor: 20\n    target: 8\n",
        "floor: 8\n    target: 20\n",
        "key: handle_minutes",
        "target: 20",
        "of handle_minutes less is better: target 20 must be below floor 8",
    ),
    (
        "shares of a staff group",
        "{quality: 0.6, tests: 0.4}",
        "{quality: 0.6, tests: 0.6}",
        "",
        "{quality: 0.6, tests: 0.6}",
        "add up to 1.2",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "after", "blamed", "words"),
    [pytest.param(*case[1:], id=case[0]) for case in BROKEN],
)
def test_a_broken_configuration_is_refused_at_the_right_line(old, new, after, blamed, words):
    text = load_text()
    start = text.index(after) if after else 0
    broken = text[:start] + text[start:].replace(old, new, 1)
    assert broken != text
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    wanted = line_of(broken, blamed, after)
    found = [one for one in caught.value.problems if words in one.message]
    assert wanted in [one.line for one in found], str(caught.value)
    assert str(found[0]).startswith("mine.yml:")


def test_a_guard_is_named_with_its_reason():
    text = load_text().replace("    paired_with: resolved_first_contact\n", "")
    with pytest.raises(
        ConfigError, match=r"\[paired_quality: people can be quick by serving worse"
    ):
        parse_framework(text, "mine.yml")


def test_warnings_come_in_the_order_of_the_file_and_refuse_nothing():
    text = load_text().replace("review_by: 2027-06-30", "review_by: 2026-01-31")
    text = text.replace("critical_months: 3", "critical_months: 0")
    found = config_warnings(text, "mine.yml", dt.date(2026, 2, 1))
    standards = ["review_by"] * len(load_framework().standards.table)
    assert [one.rule for one in found] == ["review_by"] * 32 + ["critical_bar"] + standards
    assert found[0].line == line_of(text, "review_by: 2026-01-31", "key: first_response_in_time")
    assert str(found[32]).endswith(
        "[critical_bar: good averages must not make up for a critical failure]"
    )


def test_all_problems_come_at_once():
    text = load_text().replace("kind: binary", "kind: binry").replace("layer: base", "layr: base")
    with pytest.raises(ConfigError) as caught:
        parse_framework(text, "mine.yml")
    assert len({one.line for one in caught.value.problems}) > 10


def test_second_fallback_of_a_source_is_refused():
    text = load_text().replace(
        "    criteria: [growth*, sales*, selling*, cross*, needs*",
        "    fallback: true\n    criteria: [growth*, sales*, selling*, cross*, needs*",
    )
    with pytest.raises(ConfigError, match="already the fallback of qa/reviews"):
        parse_framework(text, "mine.yml")


def test_a_rule_broken_only_by_the_profile_is_blamed_on_the_profile():
    text = load_text().replace(
        "handle_minutes: {floor: 4.5, target: 1.5", "handle_minutes: {floor: 4.5, target: 4.5"
    )
    assert parse_framework(text, "mine.yml").profile == "general"
    with pytest.raises(ConfigError, match=r"profiles\.e_commerce.*equals floor"):
        parse_framework(text.replace("profile: general", "profile: e_commerce"), "mine.yml")


# (id, what to replace in the profiles, by what, text on the line blamed, words of the message)
PROFILES = [
    (
        "inverted",
        "satisfied: {floor: 0.70, target: 0.92",
        "satisfied: {floor: 0.92, target: 0.70",
        "satisfied: {floor: 0.92",
        "more is better",
    ),
    (
        "inverted by its floor alone",
        "handle_minutes: {floor: 30, target: 12",
        "handle_minutes: {floor: 2",
        "handle_minutes: {floor: 2",
        "less is better",
    ),
    (
        "another indicator gets over the cap",
        "      qa_process: {floor: 0.70",
        "      first_response_in_time: {weight: 0}\n      test_process: {weight: 0}\n"
        "      qa_process: {floor: 0.70",
        "first_response_in_time: {weight: 0}",
        "'qa_process' holds 0.75 of the indicator weight",
    ),
    (
        "weight outside its bounds",
        "process: 0.25, knowledge: 0.20",
        "process: 0.05, knowledge: 0.40",
        "dimension_weights: {process: 0.05",
        "outside its bounds",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "blamed", "words"), [pytest.param(*case[1:], id=case[0]) for case in PROFILES]
)
def test_profiles_not_chosen_are_checked_at_the_line_of_the_override(old, new, blamed, words):
    text = load_text()
    assert text.count(old) == 1
    broken = text.replace(old, new)
    assert parse_framework(broken, "mine.yml").profile == "general"
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml", every_profile=True)
    told = [one.line for one in caught.value.problems if words in one.message]
    assert told == [line_of(broken, blamed)] * len(told) != [], str(caught.value)


def test_every_shipped_profile_is_sound_and_warned_of_nothing():
    text = load_text()
    assert parse_framework(text, "f.yml", every_profile=True).profile == "general"
    assert config_warnings(text, "f.yml", dt.date(2026, 11, 1)) == []


def test_what_a_profile_loosens_is_warned_of_at_its_line():
    old = "      satisfied: {floor: 0.70"
    review = "legal_review: {by: Counsel, date: 2026-10-01, reference: LR-7}"
    text = load_text().replace(
        old, f"      machine_read_emotion: {{enabled: true, {review}}}\n" + old
    )
    found = config_warnings(text, "f.yml", dt.date(2026, 11, 1))
    assert {one.rule for one in found} == {"reason_off", "legal_class"}
    assert {one.line for one in found} == {line_of(text, "machine_read_emotion: {")}


def test_after_wrong_types_it_is_said_that_rules_come_later():
    text = load_text().replace("kind: binary", "kind: binry", 1)
    with pytest.raises(
        ConfigError, match=r"\nRules between keys are checked once these are mended"
    ):
        parse_framework(text, "mine.yml")
    with pytest.raises(ConfigError) as caught:
        parse_framework(load_text().replace("prior: 0.5", "prior: 0.6"), "mine.yml")
    assert "mended" not in str(caught.value)


def test_another_encoding_is_named_with_its_line(tmp_path):
    path = tmp_path / "mine.yml"
    path.write_bytes("name: a\n# 流程\n".encode("gbk"))
    with pytest.raises(ConfigError, match=r"mine\.yml:2: .*save it as UTF-8"):
        load_framework(path)


@pytest.mark.parametrize("profile", ["general", "e_commerce", "finance", "manufacturing"])
def test_every_shipped_profile_is_sound(profile):
    text = load_text().replace("profile: general", f"profile: {profile}")
    assert parse_framework(text, "f.yml").profile == profile


def test_a_file_and_its_json_load_alike(tmp_path, framework):
    path = tmp_path / "mine.yml"
    path.write_text(load_text(), encoding="utf-8-sig")
    assert load_framework(path) == framework
    assert parse_framework(framework.to_json(), "run_context") == framework


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yml:1: cannot be read"):
        load_framework(tmp_path / "none.yml")


def test_schema_describes_keys_and_forbids_others():
    schema = framework_schema()
    assert schema["$defs"]["Indicator"]["additionalProperties"] is False
    assert "scores 70" in schema["$defs"]["Indicator"]["properties"]["target"]["description"]


@pytest.mark.parametrize("name", ["Calendar", "GuardRules", "StaffGroups", "StaffGroup"])
def test_editors_are_told_what_each_key_of_a_section_means(name):
    section = framework_schema()["$defs"][name]
    assert section["description"]
    assert all("description" in key for key in section["properties"].values())
