import pytest

from competency.degradation_config_rules import DEGRADATION_RULES
from competency.errors import ConfigError
from competency.loading import load_text, parse_framework


def _findings(framework, **changes):
    rules = framework.degradation.model_validate({**framework.degradation.model_dump(), **changes})
    changed = framework.model_copy(update={"degradation": rules})
    return [finding for rule in DEGRADATION_RULES for finding in rule(changed)]


def test_the_shipped_section_is_sound(framework):
    assert _findings(framework) == []


def test_a_table_without_events_cannot_be_late(framework):
    (found,) = _findings(framework, sources={"lms/courses": {"late_after_days": 3}})
    assert found.path == ("degradation", "sources", "lms/courses", "late_after_days")


def test_a_freeze_that_never_comes_is_refused(framework):
    assert _findings(framework, max_lost_weight=1.0) == []
    (found,) = _findings(framework, max_lost_weight=1.0, on_excess="freeze")
    assert "never" in found.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    crm/agents: {max_age_days: 14}", "    crm/agent: {max_age_days: 14}"),
        ("    crm/agents: {max_age_days: 14}", "    crm/agents: {max_age_days: -1}"),
        ("max_lost_weight: 0.5", "max_lost_weight: 0"),
        ("on_excess: insufficient", "on_excess: ignore"),
        ("retired_columns: []", "retired_columns: [nps]"),
    ],
)
def test_a_fault_is_named_with_its_line(old, new):
    text = load_text(None)
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(ConfigError, match=rf"\b{line}\b"):
        parse_framework(text.replace(old, new, 1), "my.yml")
