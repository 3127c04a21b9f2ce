"""`ladder backtest`: what the last months would have been under other weights."""

import json
import sys
from pathlib import Path

import click
import duckdb

from assets.backtest.build import build_backtest, propose
from assets.backtest.page import page
from assets.backtest.reading import read_published
from assets.framework_file import framework_of
from assets.published_result import ResultError
from assets.receipt.layout import safe, safe_json
from assets.receipt.words import Language
from competency.errors import CompetencyError
from pipelines.commands import options


@click.command()
@options.published
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Framework file to look at beside what was published, as if always in force.",
)
@click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=6,
    show_default=True,
    help="How many of the newest months.",
)
@options.language
@options.as_json
def command(out: Path, config: Path | None, months: int, language: str, as_json: bool) -> None:
    """Look back: did tiers stand still, and which weights foretold the next month's outcomes best?

    Changes nothing. Compared are the weights as published, the base weights, equal weights and,
    with --config, those of FILE.

    Exit status: 0 printed, 2 no published result, or a broken configuration.
    """
    try:
        framework = framework_of(config).resolved() if config else None
        published = read_published(out, months)
        proposed = propose(out, published, framework, config.name) if framework and config else None
        backtest = build_backtest(published, proposed)
    except (ResultError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except (OSError, duckdb.Error) as error:
        click.echo(safe(f"cannot read the result in {out}: {error}"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(safe_json(json.dumps(backtest, ensure_ascii=False, allow_nan=False)))
    else:
        click.echo(page(backtest, Language(chinese=language == "zh")))
