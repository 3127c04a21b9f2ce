import pytest

from competency.errors import ConfigError
from competency.loading import framework_schema, load_text, parse_framework
from competency.on_duty_rules import OnDutyRules

WEEK_1 = "    - {week: 1, kind: course, layer: base, name: {en: Process, zh: 流程}}\n"
# (id, what to replace, by what, text on the line blamed, words of the message)
BROKEN = [
    ("no such kind", "kind: course", "kind: curse", "kind: curse", "Did you mean 'course'?"),
    ("no kind", "kind: course, ", "", "week: 1", "'kind' is missing"),
    ("no name", ", name: {en: Process, zh: 流程}", "", "week: 1", "'name' is missing"),
    ("number of another kind", "reviews: 1", "contacts: 1", "week: 3", "unknown key 'contacts'"),
    ("misspelt number", "contacts: 20", "contcts: 20", "week: 2", "Did you mean 'contacts'?"),
    ("no contacts at all", "contacts: 20", "contacts: 0", "week: 2", "greater than or equal to 1"),
    ("no reviews at all", "reviews: 1", "reviews: 0", "week: 3", "greater than or equal to 1"),
    ("no such layer", "layer: base, name: {en: P", "layer: bse, name: {en: P", "bse", "'base'"),
    ("week twice", "week: 2", "week: 3", "  milestones:", "weeks 1, 2 and 3 once each"),
    ("week too many", "week: 3", "week: 4", "week: 4", "less than or equal to 3"),
    ("week too few", WEEK_1, "", "  milestones:", "found week 2, 3;"),
    ("no written test", 'written: [onboard-written*, "*written*", 入职笔试*, "*笔试*"]',
     "written: []", "written: []", "at least one pattern"),
    ("every test", "simulation: [onboard-sim*", 'simulation: ["* "', "simulation:", "every test"),
    ("both parts", '"*模拟*"', '"*Written*"', "simulation:", "a pattern of written too"),
    ("nothing passes", "pass_share: 0.6\n", "pass_share: 0\n", "pass_share: 0\n", "would pass"),
    ("per cent", "pass_share: 0.6\n", "pass_share: 60\n", "pass_share: 60", "less than or equal"),
    ("no attempt", "maximum_attempts: 3", "maximum_attempts: 0", "ts: 0", "equal to 1"),
    ("no months", "months: 3   ", "months: -1   ", "months: -1", "greater than or equal to 0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "blamed", "words"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN]
)
def test_a_broken_on_duty_section_is_refused_at_the_right_line(old, new, blamed, words):
    text = load_text()
    start = text.index("\non_duty:")
    assert old in text[start:]
    broken = text[:start] + text[start:].replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    assert [words in one.message for one in caught.value.problems] == [True], str(caught.value)
    line = broken[: broken.index(blamed, start)].count("\n") + 1
    assert caught.value.problems[0].line == line
    assert caught.value.problems[0].where.startswith("on_duty.")


def test_a_variant_is_not_part_of_the_place_named():
    with pytest.raises(ConfigError, match=r"on_duty\.milestones\[1\]\.contacts: 0: input"):
        parse_framework(load_text().replace("contacts: 20", "contacts: 0"), "mine.yml")


def test_without_the_section_the_shipped_values_hold(framework):
    text = load_text()
    start = text.index("on_duty:")
    shorter = text[:start] + text[text.index("\npaths:") :]
    assert parse_framework(shorter, "mine.yml").on_duty == framework.on_duty == OnDutyRules()


def test_milestones_survive_json_and_are_in_the_schema(framework):
    assert parse_framework(framework.to_json(), "run_context").on_duty == framework.on_duty
    assert "ContactsMilestone" in framework_schema()["$defs"]
