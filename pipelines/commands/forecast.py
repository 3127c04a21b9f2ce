"""`ladder forecast`: people by tier in three months; hiring, leaving and training as assumed."""

import json
import sys
from datetime import date
from pathlib import Path

import click
import duckdb
import pandas as pd

from assets.published_result import ResultError, open_result
from assets.receipt.layout import safe, safe_json
from competency.tier_chain import Assumptions
from competency.tier_forecast import forecast_tiers
from competency.training_lift import usual_lift
from pipelines.commands import options

_MARTS = "agent_ladder", "agent_composites", "enrollments", "course_effects", "dimension_weights"
_NO_LIFT = (
    "of no course completed in the past year is it known what it does for scores: "
    "what more or less training would do cannot be told"
)
_SHOWN = "expected", "lower_80", "upper_80", "lower_90", "upper_90"


@click.command()
@options.published
@click.option("--hires", type=click.FloatRange(0, 1e6), help="People hired a month; else learned.")
@click.option(
    "--leaving",
    type=click.FloatRange(0, 1),
    help="Share of people who leave a month, 0 to 1; else learned.",
)
@click.option(
    "--training",
    type=click.FloatRange(0, 10),
    help="Times the training of the past year: 2 for twice as much, 0 for none.",
)
@options.language
@options.as_json
def command(
    out: Path,
    hires: float | None,
    leaving: float | None,
    training: float | None,
    language: str,
    as_json: bool,
) -> None:
    """Show how many people to expect on each tier in the next three months, as now and as assumed.

    The forecast of the page of foresight, with intervals. Training counts by what its
    courses are believed to do. Nothing published is touched.

    Exit status: 0 shown, 2 no published result, or too few months to look ahead.
    """
    scenarios = {"as_now": Assumptions()}
    if hires is not None or leaving is not None or training is not None:
        usual = 1.0 if training is None else training
        scenarios["assumed"] = Assumptions(hires=hires, leaving=leaving, training=usual)
    try:
        with open_result(out, _MARTS) as opened:
            ladder, composites, completed, effects, weights = (
                opened.connection.execute(f"select * from marts.{name}").df() for name in _MARTS
            )
            as_of = date.fromisoformat(opened.run["as_of"])
    except ResultError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except (OSError, duckdb.Error) as error:
        click.echo(safe(f"cannot read the result in {out}: {error}"), err=True)
        sys.exit(2)
    lift = usual_lift(as_of, completed, ladder, effects, weights)
    if lift is None and training not in (None, 1.0):
        click.echo(_NO_LIFT, err=True)
        sys.exit(2)
    told = forecast_tiers(as_of, ladder, scenarios=scenarios, composites=composites, lift=lift)
    if told.empty:
        click.echo("too few months are over to look ahead: it takes four", err=True)
        sys.exit(2)
    rows = _rows(told[told["kind"] == "forecast"])
    if as_json:
        assumed = {"hires": hires, "leaving": leaving, "training": training}
        content = {"as_of": as_of.isoformat(), **assumed, "rows": rows}
        click.echo(safe_json(json.dumps(content, ensure_ascii=False, allow_nan=False)))
    else:
        click.echo(_text(rows, chinese=language == "zh"))


def _rows(told: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "scenario": str(row["scenario"]),
            "period": row["period"].date().isoformat(),
            "measure": str(row["measure"]),
            **{key: round(float(row[key]), 4) for key in _SHOWN},
        }
        for row in told.to_dict("records")
    ]


def _text(rows: list[dict[str, object]], *, chinese: bool) -> str:
    """A line a scenario, month and measure."""
    heads = "情景 月份 指标 预计 90%区间" if chinese else "scenario month measure expected 90%"
    lines = [heads.split()]
    lines += [
        [
            str(row["scenario"]),
            str(row["period"])[:7],
            str(row["measure"]),
            f"{row['expected']:.1f}",
            f"{row['lower_90']:.0f}-{row['upper_90']:.0f}",
        ]
        for row in rows
    ]
    return "\n".join("".join(cell.ljust(12) for cell in line).rstrip() for line in lines)
