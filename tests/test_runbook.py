"""The runbook has a section for every alert, and what it says to do exists."""

import importlib
import re
from pathlib import Path

import click
import pytest

from assets.alerts import CODES, RUNBOOK
from assets.expectation_suites import REJECTED_SHARE_WARNING
from assets.volume import JUDGED_DAYS
from competency.row_counts import FEWEST_PAUSES, FEWEST_ROWS, FEWEST_WEEKS, LIMIT, WEEKS
from pipelines.cli import COMMANDS
from pipelines.run_log import KEPT

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / RUNBOOK).read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
GENERAL = {"Who is told", "Where to look"}


def _sources(*globs: str) -> str:
    paths = [path for pattern in globs for path in ROOT.glob(pattern)]
    return "\n".join(path.read_text("utf-8") for path in paths)


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    assert set(SECTIONS) - GENERAL == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_section_says_what_it_means_what_works_what_to_do_and_when_it_is_mended(
    code: str,
) -> None:
    parts = re.findall(r"^\*\*(.+?)\.\*\* \S", SECTIONS[code], re.M)
    assert parts == ["Means", "Still works", "To do", "Mended when"]


def test_every_failure_has_one_of_the_codes() -> None:
    named = set(re.findall(r'return "(\w+)"', _sources("pipelines/failure.py")))
    named |= set(re.findall(r'Alert\(code="(\w+)"', _sources("pipelines/**/*.py")))
    assert "run_refused" in named
    assert named <= set(CODES)


def test_every_notice_of_a_run_is_in_the_table() -> None:
    text = _sources("assets/*_notices.py", "competency/availability.py")
    found = re.findall(r'code="(\w+)"(?: if \w+ else "(\w+)")?|_plain\(\s*"(\w+)"', text)
    codes = {code for row in found for code in row if code}
    assert {"missing_table", "failed_file", "lost_column"} <= codes
    told = set(re.findall(r"`(\w+)`", SECTIONS["degraded"])) | set(CODES)
    assert codes <= told


def test_every_event_of_a_log_is_in_the_table() -> None:
    text = _sources("pipelines/run_log.py", "pipelines/commands/run.py")
    events = set(re.findall(r'\.write\(\s*"(\w+)"', text))
    assert {"run_start", "asset_end", "failed", "notice"} <= events
    assert events <= set(re.findall(r"`(\w+)`", SECTIONS["Where to look"]))


def test_commands_and_their_options_exist() -> None:
    calls = re.findall(r"`ladder ([^`]+)`", TEXT)
    assert len(calls) > 8
    for call in calls:
        name, *words = call.split()
        assert name in COMMANDS, call
        command: click.Command = importlib.import_module(f"pipelines.commands.{name}").command
        if isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words[0])
            assert found is not None, call
            command = found
        known = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= known, call


def test_settings_and_figures_are_those_of_the_code() -> None:
    wanted = set(re.findall(r'"(LADDER_ALERT_\w+)"', _sources("pipelines/settings.py")))
    assert wanted == set(re.findall(r"`(LADDER_ALERT_\w+)`", SECTIONS["Who is told"]))
    assert (JUDGED_DAYS, WEEKS, FEWEST_WEEKS) == (28, 8, 4)
    assert (LIMIT, FEWEST_ROWS, FEWEST_PAUSES) == (5, 5, 20)
    assert (REJECTED_SHARE_WARNING, KEPT) == (0.05, 60)


def test_links_lead_somewhere() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading in SECTIONS}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= anchors
    for path in re.findall(r"`(docs/[\w.]+\.md)`", TEXT):
        assert (ROOT / path).is_file(), path
