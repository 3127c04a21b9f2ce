import pytest

from competency.errors import ConfigError
from competency.loading import load_text, parse_framework

# (id, what to replace in the ladder, by what, after which text, words of the message)
BROKEN = [
    ("floor of no layer", "{base: 40}", "{bass: 40}", "executing", "'bass' is no layer"),
    ("courses of no layer", "course_layer: core", "course_layer: cor", "", "'cor' is no layer"),
    ("mentees of no tier", "tier: executing", "tier: executive", "", "'executive' is no tier"),
    ("mentees of the same tier", "tier: executing", "tier: leader", "", "is not below 'leader'"),
    ("cuts do not rise", "composite_cut: 68", "composite_cut: 57", "", "does not rise"),
    ("floor falls", "value: 60}", "value: 40}", "", "floor of 'value' falls below the 50"),
    ("months fall", "min_months: 6", "min_months: 2", "", "min_months falls below the 3"),
    ("evidence falls", "minimum_evidence: 60", "minimum_evidence: 6", "", "falls below the 40"),
    ("clock falls", "clock_months: 12", "clock_months: 6", "", "clock_months falls below the 9"),
    (
        "feedback only below the top",
        "clock_months: 12",
        "clock_months: 12\n      feedback_360: {minimum_ratings: 9, share: 0.5}",
        "",
        "asks for less than feedback_360 of 'expert'",
    ),
    (
        "mentees asked less of the top",
        "clock_months: 12",
        "clock_months: 12\n      mentees: {minimum: 1, tier: independent, share: 0.5}",
        "",
        "asks for less than mentees of 'expert'",
    ),
    (
        "roles only below the top",
        "clock_months: 12",
        "clock_months: 12\n      roles: [mentor]",
        "",
        "only for mentor",
    ),
    ("staff group falls", "seniority: backbone", "seniority: new", "leader", "is lower than"),
    ("level falls", "level: senior", "level: junior", "expert", "is lower than"),
    ("standard falls", "standard_level: elite", "standard_level: basic", "", "is lower than"),
    ("first tier with a cut", "composite_cut: 0", "composite_cut: 5", "", "no gates"),
    (
        "first tier with a certificate",
        "composite_cut: 0",
        "composite_cut: 0\n      certificates: [C1]",
        "",
        "no gates",
    ),
    (
        "won on a coin's toss",
        "promotion: {probability: 0.6",
        "promotion: {probability: 0.4",
        "",
        "won on a coin's toss",
    ),
    (
        "lost on a coin's toss",
        "demotion: {probability: 0.7",
        "demotion: {probability: 0.4",
        "",
        "lost on a coin's toss",
    ),
    (
        "taken back more easily",
        "reversal: {probability: 0.9",
        "reversal: {probability: 0.65",
        "",
        "0.65 is below 0.7",
    ),
    ("groups overlap", "backbone: 12}", "backbone: 1}", "", "are not more than the 1"),
]
# Where the line blamed is not the one changed: the text on it, after which text.
BLAMED = {
    "feedback only below the top": ("feedback_360: {minimum_ratings: 4", "key: leader"),
    "mentees asked less of the top": ("mentees: {minimum: 2", "key: leader"),
    "roles only below the top": ("roles: [mentor, leader]", "key: leader"),
    "first tier with a cut": ("- key: entry", "\nladder:"),
    "first tier with a certificate": ("- key: entry", "\nladder:"),
}


@pytest.mark.parametrize(
    ("name", "old", "new", "after", "words"), [pytest.param(*case, id=case[0]) for case in BROKEN]
)
def test_a_broken_ladder_is_refused_at_the_right_line(name, old, new, after, words):
    text = load_text()
    start = text.index("\nladder:")
    start = text.index(f"key: {after}", start) if after else start
    place = text.index(old, start)
    broken = text[:place] + new + text[place + len(old) :]
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    found = [one for one in caught.value.problems if words in one.message]
    assert found, str(caught.value)
    blamed, behind = BLAMED.get(name, (new, ""))
    at = broken.index(blamed, broken.index(behind) if behind else place)
    assert found[0].line == broken[:at].count("\n") + 1, str(found[0])
