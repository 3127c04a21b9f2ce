import pytest

from competency.config_rules import broken_rules
from competency.errors import ConfigError
from competency.loading import load_text, parse_framework

# (id, what to replace after 'scoring:', by what, text on the line blamed, words of the message)
BROKEN = [
    ("shares", "prior: 0.5", "prior: 0.6", "recalibration:", "add up to 1.1; they must add to 1"),
    ("outcomes", "satisfied, weight: 0.4", "satisfied, weight: 0.5", "outcomes:", "add up to 1.1"),
    (
        "outcome of no indicator",
        "indicator: complaint",
        "indicator: complaints",
        "indicator: complaints",
        "Did you mean 'complaint'?",
    ),
    (
        "outcome not of customers",
        "indicator: complaint",
        "indicator: qa_process",
        "indicator: qa_process",
        "comes from qa/reviews",
    ),
    (
        "outcome switched off",
        "indicator: satisfied",
        "indicator: csat_mean",
        "indicator: csat_mean",
        "is switched off",
    ),
    (
        "one outcome twice",
        "indicator: promoter",
        "indicator: satisfied",
        "{key: recommendation",
        "already another outcome",
    ),
    (
        "two outcomes of one key",
        "{key: recommendation",
        "{key: satisfaction",
        "indicator: promoter",
        "used twice",
    ),
    (
        "nothing to leave out",
        "leave_out: [reopened]",
        "leave_out: [reopend]",
        "leave_out: [reopend]",
        "Did you mean 'reopened'?",
    ),
    (
        "calls on no dimension",
        "{dimension: mediation",
        "{dimension: meditation",
        "{dimension: meditation",
        "Did you mean 'mediation'?",
    ),
    (
        "calls twice on one dimension",
        "{dimension: mediation",
        "{dimension: process",
        "{dimension: process, emotions",
        "named twice",
    ),
    (
        "family of no indicator",
        "reopened, escalated]",
        "reopened, escalate]",
        "reopened, escalate]",
        "Did you mean 'escalated'?",
    ),
    (
        "in two families",
        "csat_mean, complaint]",
        "csat_mean, complaint, reopened]",
        "csat_mean, complaint, reopened]",
        "already stands in a family",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "blamed", "words"), [pytest.param(*case[1:], id=case[0]) for case in BROKEN]
)
def test_a_broken_section_is_refused_at_the_right_line(old, new, blamed, words):
    text = load_text()
    start = text.index("\nscoring:")
    broken = text[:start] + text[start:].replace(old, new, 1)
    assert broken != text
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    line = broken[: broken.index(blamed, start)].count("\n") + 1
    told = [one.line for one in caught.value.problems if words in one.message]
    assert line in told, str(caught.value)


def test_bounds_must_leave_weights_that_add_up(framework):
    for change, words in (({"lower_bound": 0.2}, "lower"), ({"upper_bound": 0.1}, "upper")):
        dimensions = tuple(item.model_copy(update=change) for item in framework.dimensions)
        found = broken_rules(framework.model_copy(update={"dimensions": dimensions}))
        told = [one.message for one in found if one.path == ("dimensions",)]
        assert any(message.startswith(f"{words} bounds add up to") for message in told)


def test_an_outcome_is_not_foretold_from_its_own_answers():
    text = load_text().replace("leave_out: [csat_mean]", "leave_out: []")
    assert parse_framework(text, "f.yml").recalibration.outcomes[0].leave_out == ()
    # Switched on, the mean of the same answers would foretell them.
    start = text.index("key: csat_mean")
    off = text.index("    weight: 0.0\n    enabled: false", start)
    on = text[:off] + text[off:].replace("    enabled: false", "    enabled: true", 1)
    on = on[:off] + on[off:].replace("weight: 0.0", "weight: 0.1", 1)
    with pytest.raises(ConfigError, match=r"name it in leave_out\. \[outcome_leak: "):
        parse_framework(on, "mine.yml")
    # Whatever it is said to need: the measures tell.
    at = on.index("needs: [crm/surveys.csat]", start)
    reworded = on[:at] + on[at:].replace("[crm/surveys.csat]", "[crm/surveys]", 1)
    with pytest.raises(ConfigError, match=r"'csat_mean' is made of the same data as 'satisfied'"):
        parse_framework(reworded, "mine.yml")


def test_a_contact_reopened_does_not_foretell_that_it_is_repeated():
    text = load_text()
    broken = text.replace("leave_out: [reopened]", "leave_out: []")
    assert broken != text
    with pytest.raises(ConfigError) as caught:
        parse_framework(broken, "mine.yml")
    (one,) = caught.value.problems
    assert one.rule == "outcome_leak"
    assert one.line == broken[: broken.index("{key: repeat_contact")].count("\n") + 1
    assert "'reopened' is made of the same data as 'repeat_contact'" in one.message
