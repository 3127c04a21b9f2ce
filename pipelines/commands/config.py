"""`ladder config`: checks an analyst's file, sets values in it, prints the schema of editors."""

import dataclasses
import datetime as dt
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from assets.receipt.layout import safe, safe_json
from competency.config_edit import set_values
from competency.errors import CompetencyError, ConfigError, Problem
from competency.loading import (
    config_warnings,
    framework_schema,
    load_text,
    not_utf8,
    parse_framework,
)
from pipelines.commands import config_record, options

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
BOM = "\ufeff"


@click.group(name="config")
def command() -> None:
    """Check an analyst's file, set values in it, have it approved, or print its JSON Schema."""


for _one in config_record.COMMANDS:
    command.add_command(_one)


@command.command()
@FILE
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day by which a target's review is overdue; without it today.",
)
@options.as_json
def check(file: Path, as_of: dt.datetime | None, as_json: bool) -> None:
    """Validate FILE; every fault is named with its line. Warnings do not fail it."""
    day = as_of.date() if as_of else dt.date.today()
    try:
        text = load_text(file)
        framework = parse_framework(text, str(file), every_profile=True)
        warned = config_warnings(text, str(file), day)
    except CompetencyError as error:
        _refuse(error, as_json)
    _warn(warned)
    facts = {
        "ok": True,
        "name": framework.name,
        "profile": framework.profile,
        "dimensions": len(framework.dimensions),
        "indicators": len(framework.indicators),
        "switched_on": len(framework.enabled_indicators()),
        "warnings": [dataclasses.asdict(problem) for problem in warned],
    }
    if as_json:
        _echo_json(facts)
    else:
        click.echo(
            safe(
                f"{file}: fine. {facts['name']}, profile {facts['profile']}: "
                f"{facts['dimensions']} dimensions, {facts['switched_on']} of "
                f"{facts['indicators']} indicators switched on."
            )
        )


@command.command(name="set")
@FILE
@click.argument("values", metavar="KEY=VALUE...", nargs=-1, required=True)
@options.as_json
def set_(file: Path, values: tuple[str, ...], as_json: bool) -> None:
    """Change values of FILE in place, such as dimensions.process.weight=0.22.

    Comments and all else stay. Several values are set together and checked together; a file that
    would be broken is not written. Nothing is created that the file does not have.
    """
    changes = dict(_pair(value) for value in values)
    try:
        # Bytes, not read_text: line ends and a byte-order mark must survive.
        before = file.read_bytes().decode("utf-8")
        mark = BOM if before.startswith(BOM) else ""
        after = set_values(before.removeprefix(BOM), changes, str(file))
        parse_framework(after, str(file), every_profile=True)
    except UnicodeDecodeError as error:
        _refuse(not_utf8(error, str(file)), as_json, "Nothing was written.")
    except CompetencyError as error:
        _refuse(error, as_json, "Nothing was written.")
    _write(file.resolve(), mark + after)
    _warn(config_warnings(after, str(file), dt.date.today()))
    if as_json:
        _echo_json({"ok": True, "set": changes})
    else:
        told = ", ".join(f"{key} to {new}" for key, new in changes.items())
        click.echo(safe(f"{file}: set {told}."))


@command.command()
def schema() -> None:
    """Print the JSON Schema of the framework file."""
    _echo_json(framework_schema(), indent=2)


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not (key.strip() and equals and value.strip()):
        raise click.UsageError(f"{word!r}: give KEY=VALUE, such as dimensions.process.weight=0.22.")
    return key.strip(), value.strip()


def _write(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, with its permissions."""
    descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(staged).chmod(path.stat().st_mode & 0o7777)
        Path(staged).replace(path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise


def _refuse(error: CompetencyError, as_json: bool, *also: str) -> NoReturn:
    """Tell what is wrong, a line each, whatever the file has in its names; end with status 2."""
    problems = error.problems if isinstance(error, ConfigError) else ()
    note = error.note if isinstance(error, ConfigError) else str(error)
    lines = [safe(line) for line in [*map(str, problems), note] if line]
    if as_json:
        findings = [dataclasses.asdict(problem) for problem in problems]
        _echo_json({"ok": False, "errors": lines, "findings": findings})
    click.echo("\n".join([*lines, *also]), err=True)
    sys.exit(2)


def _warn(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(safe(f"warning: {problem}"), err=True)


def _echo_json(facts: dict[str, Any], indent: int | None = None) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=indent)
    click.echo("\n".join(safe_json(line) for line in text.split("\n")))
