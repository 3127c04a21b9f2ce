"""docs/configuration.md tells every key at the top of the configuration, and every guard."""

import re
from pathlib import Path

from competency import guard_config_rules, weight_config_rules
from competency.loading import framework_schema, load_framework

TEXT = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")


def _first_cells(heading: str) -> list[str]:
    section = TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return [key for row in rows for key in re.findall(r"`(\w+)`", row)]


def test_every_key_at_the_top_is_told_once() -> None:
    assert sorted(_first_cells("Sections")) == sorted(framework_schema()["properties"])


def test_every_rule_of_paths_is_told_once_with_its_shipped_value() -> None:
    shipped = load_framework().paths
    assert sorted(_first_cells("Learning paths")) == sorted(type(shipped).model_fields)
    section = TEXT.split("\n## Learning paths\n", 1)[1].split("\n## ", 1)[0]
    for keys, values in re.findall(r"^\| (`.+?) \| (.*?) \|", section, re.MULTILINE):
        for key, value in zip(re.findall(r"`(\w+)`", keys), values.split(", "), strict=True):
            known = getattr(shipped, key)
            plain = f"{known:g}" if isinstance(known, int | float) else known
            assert value == (plain if isinstance(plain, str) else "in the file"), key


def test_every_guard_is_told_with_its_reason() -> None:
    source = Path(weight_config_rules.__file__).read_text(encoding="utf-8")
    assert '"outcome_leak"' in source
    told = _first_cells("Guards against gaming")
    assert sorted(told) == sorted([*guard_config_rules.WHY, "outcome_leak"])
    for rule, why in guard_config_rules.WHY.items():
        assert re.search(rf"`{rule}` \|.*\| {re.escape(why.split(' (')[0])} \|", TEXT), rule
