"""The README's ladder table is the shipped configuration, and its commands and files exist."""

import re
from pathlib import Path

from assets.contracts.catalogue import TABLES
from assets.landing.mapping import shipped_mappings
from competency.loading import load_framework
from pipelines.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ladder_table_is_the_shipped_ladder() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.splitlines()
        if re.match(r"\| [1-5] ", line)
    ]
    expected = []
    for number, tier in enumerate(load_framework().ladder.tiers, start=1):
        floors = ", ".join(f"{layer} {floor:g}" for layer, floor in tier.layer_floors.items())
        expected.append(
            [
                f"{number} {tier.name.en}",
                tier.name.zh,
                f"{tier.composite_cut:g}",
                floors or "–",
                str(tier.min_months),
                f"{tier.clock_months} months",
            ]
        )
    assert rows == expected


def test_probabilities_named_are_those_of_the_configuration() -> None:
    rules = load_framework().ladder
    assert f"at least {rules.promotion.probability:.0%}".replace("%", " %") in README
    assert f"at least {rules.demotion.probability:.0%}".replace("%", " %") in README


def test_tables_named_are_those_of_the_contract() -> None:
    listed = dict(re.findall(r"^\| (crm|qa|lms) \| (.+) \|$", README, re.MULTILINE))
    named = {f"{system}/{name}" for system, names in listed.items() for name in names.split(", ")}
    assert named == {table.key for table in TABLES}


def test_commands_mappings_and_links_exist() -> None:
    commands = set(re.findall(r"ladder (\w+)", README)) & {*COMMANDS, "explain", "whatif", "serve"}
    assert commands == set(COMMANDS)
    assert set(re.findall(r"--mapping (\w+)", README)) <= set(shipped_mappings())
    for link in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / link).exists(), link
