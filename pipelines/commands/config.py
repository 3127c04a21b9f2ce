"""`ladder config`: checks an analyst's file and prints the schema editors complete from."""

import json
import sys
from pathlib import Path

import click

from competency.errors import CompetencyError
from competency.loading import framework_schema, load_framework
from pipelines.commands import options


@click.group(name="config")
def command() -> None:
    """Check an analyst's file, or print its JSON Schema."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.as_json
def check(file: Path, as_json: bool) -> None:
    """Validate FILE; every fault is named with its line."""
    try:
        framework = load_framework(file)
    except CompetencyError as error:
        if as_json:
            click.echo(json.dumps({"ok": False, "errors": str(error).splitlines()}))
        click.echo(str(error), err=True)
        sys.exit(2)
    facts = {
        "ok": True,
        "name": framework.name,
        "profile": framework.profile,
        "dimensions": len(framework.dimensions),
        "indicators": len(framework.indicators),
        "switched_on": len(framework.resolved().enabled_indicators()),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(
            f"{file}: fine. {facts['name']}, profile {facts['profile']}: {facts['dimensions']} "
            f"dimensions, {facts['switched_on']} of {facts['indicators']} indicators switched on."
        )


@command.command()
def schema() -> None:
    """Print the JSON Schema of the framework file."""
    click.echo(json.dumps(framework_schema(), ensure_ascii=False, indent=2))
