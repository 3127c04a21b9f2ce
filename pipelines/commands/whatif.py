"""`ladder whatif`: what a changed configuration would do to the published result."""

import datetime as dt
import gc
import json
import sys
from pathlib import Path

import click
import duckdb

from assets.published_result import ResultError
from assets.receipt.layout import safe, safe_json
from assets.receipt.words import Language
from assets.what_if.build import build_what_if
from assets.what_if.page import write_page
from assets.what_if.record import record_of
from assets.what_if.text import text_page
from competency.errors import CompetencyError
from competency.loading import config_warnings, load_text, parse_framework
from pipelines.commands import options


@click.command()
@options.published
@click.option(
    "--config",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The changed framework file.",
)
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m"]),
    help="First month it shall hold; earlier ones keep theirs. Without it: as if always in force.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a page of it, with pictures, to this HTML file.",
)
@options.language
@options.as_json
def command(
    out: Path,
    config: Path,
    since: dt.datetime | None,
    page: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Show what another configuration would change: weights, scores, tiers, paths; who moves, why.

    Everything is computed anew as if that configuration had been in force throughout, or from the
    month of --from; what a published result cannot show is named. Nothing published is touched.

    Exit status: 0 shown, 2 no published result or a broken configuration.
    """
    # Millions of small objects, none in a circle: looking for circles takes a sixth of the time.
    gc.disable()
    try:
        text = load_text(config)
        framework = parse_framework(text, str(config))
        warned = [str(one) for one in config_warnings(text, str(config), dt.date.today())]
        what_if = build_what_if(out, framework, since.date() if since else None, warned)
        record = record_of(what_if)
        if page is not None:
            write_page(record, page)
    except (ResultError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except (OSError, duckdb.Error) as error:
        click.echo(safe(f"cannot read the result in {out} or write the page: {error}"), err=True)
        sys.exit(2)
    finally:
        gc.enable()
    for warning in warned:
        click.echo(safe(f"warning: {warning}"), err=True)
    if as_json:
        click.echo(safe_json(json.dumps(record, ensure_ascii=False, allow_nan=False)))
    else:
        click.echo(text_page(record, Language(chinese=language == "zh")))
    if page is not None:
        click.echo(safe(str(page)), err=True)
