"""`ladder explain`: one agent's receipt from the published result."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
import duckdb

from assets.published_result import ResultError
from assets.receipt.build import build_receipt
from assets.receipt.layout import safe, safe_json
from assets.receipt.page import page
from assets.receipt.reading import read_agent
from assets.receipt.words import Language
from competency.errors import CompetencyError
from pipelines.commands import options


@click.command()
@options.published
@click.option("--agent", "agent_id", required=True, help="Agent, as the roster names them.")
@click.option(
    "--period",
    type=click.DateTime(["%Y-%m"]),
    help="Month; without it the newest the agent has.",
)
@options.language
@options.as_json
def command(
    out: Path, agent_id: str, period: datetime | None, language: str, as_json: bool
) -> None:
    """Print one agent's receipt: evidence, scores, weights, tier rule, what would change it, path.

    Exit status: 0 printed, 2 no published result, or it knows no such agent or month.
    """
    try:
        receipt = build_receipt(read_agent(out, agent_id, period.date() if period else None))
    except (ResultError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except (OSError, duckdb.Error) as error:
        click.echo(safe(f"cannot read the result in {out}: {error}"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(safe_json(json.dumps(receipt, ensure_ascii=False, allow_nan=False)))
    else:
        click.echo(page(receipt, Language(chinese=language == "zh")))
