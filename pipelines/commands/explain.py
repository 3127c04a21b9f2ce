"""`ladder explain`: one agent's receipt from the published result."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
import duckdb

from assets.receipt.build import build_receipt
from assets.receipt.layout import safe, safe_json
from assets.receipt.page import page
from assets.receipt.reading import ReceiptError, read_agent
from assets.receipt.words import Language
from competency.errors import CompetencyError
from pipelines.commands import options


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder whose OUT/current holds the published result.",
)
@click.option("--agent", "agent_id", required=True, help="Agent, as the roster names them.")
@click.option(
    "--period",
    type=click.DateTime(["%Y-%m"]),
    help="Month; without it the newest the agent has.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the page.",
)
@options.as_json
def command(
    out: Path, agent_id: str, period: datetime | None, language: str, as_json: bool
) -> None:
    """Print one agent's receipt: evidence, scores, weights, tier rule, what would change it, path.

    Exit status: 0 printed, 2 no published result, or it knows no such agent or month.
    """
    try:
        receipt = build_receipt(read_agent(out, agent_id, period.date() if period else None))
    except (ReceiptError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except (OSError, duckdb.Error) as error:
        click.echo(safe(f"cannot read the result in {out}: {error}"), err=True)
        sys.exit(2)
    if as_json:
        click.echo(safe_json(json.dumps(receipt, ensure_ascii=False, allow_nan=False)))
    else:
        click.echo(page(receipt, Language(chinese=language == "zh")))
