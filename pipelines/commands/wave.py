"""`ladder wave draw | list | show | cancel`: a training drawn by lot, so that it can be judged."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from assets.config_record import RecordError
from assets.publication import AnotherRunError
from assets.published_result import ResultError
from assets.receipt.layout import safe, safe_json
from assets.receipt.words import Language
from assets.wave_record import WaveError, find_wave, read_waves
from competency.errors import CompetencyError
from pipelines.commands import options

OUT = click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/current holds the published result, and OUT/waves the record.",
)
BY = click.option("--by", required=True, help="Who says so.")
REASON = click.option("--reason", required=True, help="Why, for the record.")
ID = click.argument("wave", metavar="ID")


class _Month(click.ParamType[dt.date]):
    """YYYY-MM, its first day."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.date:
        try:
            return dt.datetime.strptime(str(value).strip(), "%Y-%m").date()
        except ValueError:
            self.fail(f"{value!r} is no month; write it as 2026-03", param, ctx)


class _Months(click.ParamType[list[dt.date]]):
    """Months with commas between them."""

    name = "YYYY-MM[,..]"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[dt.date]:
        return [_Month().convert(one, param, ctx) for one in str(value).split(",")]


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused goes to standard error and ends with status 2; a busy folder with 1."""
    try:
        yield
    except (WaveError, RecordError, ResultError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(safe(f"cannot read or write {error.filename}: {error.strerror}"), err=True)
        sys.exit(2)


@click.group(name="wave")
def command() -> None:
    """Draw who is trained when by lot, so that groups can be compared; keep it on record."""


@command.command(name="draw")
@OUT
@click.option("--course", required=True, help="Course that is given; an id of the catalogue.")
@click.option(
    "--design",
    required=True,
    type=click.Choice(["parallel", "stepped"]),
    help="One group begins and one waits, or all begin in turn.",
)
@click.option(
    "--units",
    type=click.Choice(["people", "teams"]),
    default="people",
    show_default=True,
    help="What the lot decides on: people one by one, or whole teams.",
)
@click.option("--groups", type=int, help="Number of groups; must agree with --starts.")
@click.option(
    "--starts", required=True, type=_Months(), help="Month each group begins in; parallel: one."
)
@click.option(
    "--ends",
    required=True,
    type=_Month(),
    help="Month in which it is over: compared up to the month before, who waited may be trained.",
)
@click.option("--seed", required=True, type=click.IntRange(0, 2**62), help="Of the lot.")
@click.option(
    "--agents",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the agent ids it is about, one a line; without it everybody.",
)
@click.option("--team", "teams", multiple=True, help="Only of this team; may be repeated.")
@click.option(
    "--stratum",
    "strata",
    multiple=True,
    type=click.Choice(["team", "tier", "seniority", "none"]),
    help="People are drawn within these; may be repeated. Without it: within teams.",
)
@click.option("--dry-run", is_flag=True, help="Show what could be told; put nothing on record.")
@BY
@REASON
@options.language
@options.as_json
def draw_command(
    out: Path,
    course: str,
    design: Any,
    units: Any,
    groups: int | None,
    starts: list[dt.date],
    ends: dt.date,
    seed: int,
    agents: Path | None,
    teams: tuple[str, ...],
    strata: tuple[str, ...],
    dry_run: bool,
    by: str,
    reason: str,
    language: str,
    as_json: bool,
) -> None:
    """Draw a wave from the published result; the next run plans and, when it is over, judges it.

    Exit status: 0 drawn, 1 a run is writing to OUT, 2 refused.
    """
    from assets.wave_draw import draw  # noqa: PLC0415  a wrong option should not wait for these
    from assets.wave_plan import Plan  # noqa: PLC0415

    wanted = len(starts) + (design == "parallel")
    if groups is not None and groups != wanted:
        raise click.UsageError(f"{design} with {len(starts)} starts has {wanted} groups")
    if units == "teams" and strata:
        raise click.UsageError("--stratum is for people; teams are drawn as they are")
    with _refusals():
        plan = Plan(
            course_id=course,
            design=design,
            units=units,
            starts=starts,
            ends=ends,
            seed=seed,
            agents=_ids(agents) if agents else None,
            teams=teams or None,
            strata=() if units == "teams" else _columns(strata),
        )
        drawn = draw(out, plan, by=by, reason=reason, record=not dry_run)
    if as_json:
        _print_json(drawn.model_dump(mode="json") | {"recorded": not dry_run})
        return
    _print_wave(drawn, language)
    if dry_run:
        click.echo("nothing was put on record", err=True)


@command.command(name="list")
@OUT
@options.as_json
def list_command(out: Path, as_json: bool) -> None:
    """Print the waves on record, oldest first, after checking that nobody has changed it.

    Exit status: 0 printed, 2 the record was tampered with.
    """
    from assets.wave_words import list_lines  # noqa: PLC0415  only needed here

    with _refusals():
        waves = read_waves(out)
    if as_json:
        _print_json([_fields(wave.drawn.id, out, people=False) for wave in waves])
        return
    for line in list_lines(waves):
        click.echo(safe(line))
    if not waves:
        click.echo("no wave was drawn yet", err=True)


@command.command(name="show")
@ID
@OUT
@options.language
@options.as_json
def show_command(wave: str, out: Path, language: str, as_json: bool) -> None:
    """Print wave ID: groups, balance, what it can tell. With --json also who is in which group.

    Exit status: 0 printed, 2 there is none of that id or the record was tampered with.
    """
    with _refusals():
        found = find_wave(out, wave)
        fields = _fields(wave, out, people=True)
    if as_json:
        _print_json(fields)
        return
    drawn = found.drawn
    click.echo(safe(f"drawn by {drawn.by} at {drawn.at}: {drawn.reason}"))
    if found.cancelled:
        off = found.cancelled
        click.echo(safe(f"cancelled by {off.by} at {off.at}: {off.reason}"))
    _print_wave(drawn, language)


@command.command(name="cancel")
@ID
@OUT
@BY
@REASON
def cancel_command(wave: str, out: Path, by: str, reason: str) -> None:
    """Call wave ID off; from the next run on it holds nobody back and is not judged.

    Exit status: 0 cancelled, 1 a run is writing to OUT, 2 refused.
    """
    from assets.wave_draw import cancel  # noqa: PLC0415  only needed here

    with _refusals():
        event = cancel(out, wave, by=by, reason=reason)
    click.echo(safe(f"{event.id} cancelled by {event.by}"))


def _ids(file: Path) -> list[str]:
    """Read agent ids, one a line.

    Raises:
        WaveError: the file is not text, or names nobody or somebody twice.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WaveError(f"{file} is not UTF-8 text: {error.reason}") from error
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        one = line.strip()
        if one in seen:
            raise WaveError(f"{file}:{number}: {one!r} stands in line {seen[one]} already")
        if one:
            seen[one] = number
    if not seen:
        raise WaveError(f"{file} names nobody; write one agent id a line")
    return list(seen)


def _columns(strata: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of the strata; 'none' beside others is others."""
    if not strata:
        return ("team_id",)
    named = {"team": "team_id", "tier": "tier", "seniority": "seniority"}
    return tuple(named[one] for one in dict.fromkeys(strata) if one != "none")


def _fields(wave_id: str, out: Path, *, people: bool) -> dict[str, Any]:
    found = find_wave(out, wave_id)
    return {
        **found.drawn.model_dump(mode="json", exclude=None if people else {"people"}),
        "sha256_of_entry": found.sha256,
        "cancelled": found.cancelled.model_dump(mode="json") if found.cancelled else None,
    }


def _print_wave(drawn: Any, language: str) -> None:
    from assets.wave_words import wave_lines  # noqa: PLC0415  only needed here

    for line in wave_lines(drawn, Language(chinese=language == "zh")):
        click.echo(safe(line))


def _print_json(value: object) -> None:
    click.echo(safe_json(json.dumps(value, ensure_ascii=False, allow_nan=False)))
