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
    back = rules.reversal
    leader = rules.tiers[-1]
    assert leader.mentees is not None
    assert leader.feedback_360 is not None
    for words in (
        f"at least {rules.promotion.probability:.0%}",
        f"at least {rules.demotion.probability:.0%}",
        f"{back.probability:.0%} within {back.months} months",
        f"{leader.mentees.share:.0%} of them {leader.mentees.tier}",
        f"at least {leader.feedback_360.share:.0%} of the scale",
    ):
        assert words.replace("%", " %") in README, words


def test_months_named_are_those_of_the_configuration() -> None:
    rules = load_framework().ladder
    numbers = {1: "one month", 2: "two months", 3: "three months"}
    up, down = rules.promotion.dwell_months, rules.demotion.dwell_months
    assert f"{numbers[up]} in a tier on the way up and {numbers[down].split()[0]} on" in README
    assert f"{numbers[1 + rules.demotion.grace_months]} in a row" in README
    assert load_framework().anchor_months == 12
    assert "first twelve months fix" in README


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


def test_weights_named_are_those_of_the_configuration() -> None:
    rules = load_framework().recalibration
    words = {0.5: "half", 0.3: "three tenths", 0.2: "two tenths"}
    assert f"{words[rules.prior]} the analyst's base weights" in README
    assert f"{words[rules.importance]} the importance" in README
    assert f"{words[rules.demand]} what customers bring" in README
    assert f"at most {100 * rules.step_limit:g} points a month" in README
    for outcome in rules.outcomes:
        assert outcome.name.en in README
