"""`ladder eligibility`: lists for promotion or pay, and decisions on them by named people."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import duckdb

from assets.appeal_record import AppealRecordError
from assets.archive import ArchiveError
from assets.eligibility import decide, draw
from assets.eligibility_conditions import Condition
from assets.eligibility_record import EligibilityError, EligibilityList, find_list, read_lists
from assets.eligibility_table import list_lines, write_list
from assets.publication import AnotherRunError
from assets.published_result import ResultError
from assets.receipt.layout import safe, safe_json
from assets.report.text import Text
from competency.errors import CompetencyError
from pipelines.commands import options

OUT = click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/current holds the published result, and OUT/eligibility the record.",
)
TO = click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the list to this .csv or .xlsx file.",
)
ID = click.argument("list_id", metavar="LIST-ID")


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused goes to standard error and ends with status 2; a busy folder with 1."""
    try:
        yield
    except (
        EligibilityError, AppealRecordError, ArchiveError, ResultError, CompetencyError,
        duckdb.Error,
    ) as error:  # fmt: skip
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(safe(f"cannot read or write {error.filename}: {error.strerror}"), err=True)
        sys.exit(2)


@click.group(name="eligibility", invoke_without_command=True)
@OUT
@click.option("--for", "purpose", type=click.Choice(["promotion", "pay"]), help="What for.")
@click.option("--by", help="Who draws it; somebody else decides on its lines.")
@TO
@options.language
@options.as_json
@click.pass_context
def command(
    context: click.Context,
    out: Path | None,
    purpose: Any,
    by: str | None,
    file: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Draw the list of people whose published result meets the rule for promotion or pay.

    It is locked until the result is whole, the time for appeals over, none of theirs open and the
    fairness checks pass. It decides nothing: each line waits for a named person, see `decide`.

    Exit status: 0 drawn, 1 locked (each unmet condition is told) or OUT is busy, 2 refused.
    """
    if context.invoked_subcommand is not None:
        return
    missing = [
        name for name, given in (("--out", out), ("--for", purpose), ("--by", by)) if not given
    ]
    if out is None or by is None or missing:
        raise click.UsageError(f"needs {', '.join(missing)}")
    _require_kind(file)
    with _refusals():
        outcome = draw(out, purpose, by=by)
        found = find_list(out, outcome.drawn.list_id) if outcome.drawn else None
        if found is not None and file is not None:
            write_list(found, file)
    if as_json:
        _print_json(
            {
                "locked": found is None,
                "conditions": [_condition(one) for one in outcome.conditions],
                "list": None if found is None else _fields(found),
            }
        )
    elif found is not None:
        _print_list(found, language)
    for one in outcome.conditions if found is not None else outcome.unmet:
        words = _of(one.told, language)
        click.echo(safe(f"{'locked' if found is None else one.code}: {words}"), err=True)
    if found is None:
        sys.exit(1)


@command.command(name="decide")
@ID
@OUT
@click.option("--agent", "agent_id", required=True, help="Whose line.")
@click.option("--decision", required=True, type=click.Choice(["yes", "no"]))
@click.option("--by", required=True, help="Who decides: not who drew it, nor whose line it is.")
@click.option("--reason", required=True, help="Why, for the record.")
def decide_command(
    list_id: str, out: Path | None, agent_id: str, decision: str, by: str, reason: str
) -> None:
    """Decide on one line of LIST-ID, once.

    Exit status: 0 on record, 1 OUT is busy, 2 refused.
    """
    with _refusals():
        found = decide(_given(out), list_id, agent_id, decision=decision, by=by, reason=reason)
    waiting = sum(
        line.state == "eligible" and line.agent_id not in found.decided
        for line in found.drawn.lines
    )
    click.echo(safe(f"{agent_id} {decision}, decided by {by}; {waiting} lines of {list_id} wait"))


@command.command(name="show")
@ID
@OUT
@TO
@options.language
@options.as_json
def show_command(
    list_id: str, out: Path | None, file: Path | None, language: str, as_json: bool
) -> None:
    """Print LIST-ID with the decisions on its lines.

    Exit status: 0 printed, 2 there is none of that id or the record was tampered with.
    """
    _require_kind(file)
    with _refusals():
        found = find_list(_given(out), list_id)
        if file is not None:
            write_list(found, file)
    if as_json:
        _print_json(_fields(found))
        return
    _print_list(found, language)


@command.command(name="log")
@OUT
@options.as_json
def log_command(out: Path | None, as_json: bool) -> None:
    """Print the lists on record, oldest first, after checking that nobody has changed it.

    Exit status: 0 printed, 2 the record was tampered with.
    """
    with _refusals():
        lists = read_lists(_given(out))
    if as_json:
        _print_json([_fields(one) for one in lists])
        return
    for one in lists:
        drawn = one.drawn
        click.echo(
            safe(
                f"{drawn.at} {drawn.list_id} for {drawn.purpose} drawn by {drawn.by}: "
                f"{len(drawn.lines)} lines, {len(one.decided)} decided"
            )
        )
    if not lists:
        click.echo("no list was drawn yet", err=True)


def _given(out: Path | None) -> Path:
    if out is None:
        raise click.UsageError("needs --out")
    return out


def _require_kind(file: Path | None) -> None:
    if file is not None and file.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError(f"--to {file}: a list is written to .csv or .xlsx")


def _print_list(found: EligibilityList, language: str) -> None:
    for line in list_lines(found):
        click.echo(safe(_of(line, language)))


def _of(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def _condition(one: Condition) -> dict[str, Any]:
    return {"code": one.code, "holds": one.holds, "text": one.told.en, "text_zh": one.told.zh}


def _fields(found: EligibilityList) -> dict[str, Any]:
    return {
        **found.drawn.model_dump(mode="json"),
        "sha256_of_entry": found.sha256,
        "decisions": [one.model_dump(mode="json") for one in found.decided.values()],
    }


def _print_json(value: object) -> None:
    click.echo(safe_json(json.dumps(value, ensure_ascii=False, allow_nan=False)))
