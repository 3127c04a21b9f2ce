"""docs/degradation.md tells every key of its section as shipped, and every plan."""

import re
from pathlib import Path

from assets.run_mode import PLANS
from competency.degradation import lost_weight
from competency.loading import load_framework

TEXT = (Path(__file__).parents[1] / "docs" / "degradation.md").read_text(encoding="utf-8")


def test_every_key_is_told_with_its_shipped_value() -> None:
    rules = load_framework().degradation
    section = TEXT.split("\n## Settings\n", 1)[1]
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE))
    assert set(told) == set(type(rules).model_fields)
    assert float(told["max_lost_weight"]) == rules.max_lost_weight
    assert told["on_excess"] == rules.on_excess
    assert rules.source("lms/overrides").max_age_days == 0


def test_every_plan_is_told() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| .* \| .* \| .* \|$", TEXT, re.MULTILINE)) == set(PLANS)


def test_what_each_table_carries_is_as_shipped() -> None:
    told = re.findall(r"`((?:crm|qa|lms)/\w+)` (?:carries )?(\d+) %", TEXT)
    assert len(told) == 6
    for table, share in told:
        lost = lost_weight(load_framework(), [table]).composite
        assert abs(100 * lost - int(share)) <= 0.51, table
