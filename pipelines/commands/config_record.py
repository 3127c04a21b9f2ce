"""`ladder config propose | show | approve | reject | log`: changes by two names."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assets.config_approval import approve, propose, reject
from assets.config_record import (
    Approved,
    Entry,
    Founded,
    Proposed,
    Record,
    RecordError,
    Rejected,
    read_record,
    record_path,
)
from assets.publication import AnotherRunError
from assets.receipt.layout import safe, safe_json
from assets.receipt.words import Language
from competency.errors import CompetencyError
from pipelines.commands import options

OUT = click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose OUT/current holds the published result, and OUT/config the record.",
)
BY = click.option("--by", required=True, help="Who says so.")
NOTE = click.option("--note", default="", help="A remark for the record.")
ID = click.argument("proposal", metavar="ID")


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused goes to standard error and ends with status 2; a busy folder with 1."""
    try:
        yield
    except (RecordError, CompetencyError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    except AnotherRunError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(safe(f"cannot read or write {error.filename}: {error.strerror}"), err=True)
        sys.exit(2)


@click.command(name="propose")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OUT
@BY
@click.option(
    "--from",
    "effective_from",
    required=True,
    type=click.DateTime(["%Y-%m"]),
    help="First month it shall hold; earlier ones keep theirs.",
)
@click.option("--reason", default="", help="Why, for the record.")
@options.language
@options.as_json
def propose_command(
    file: Path,
    out: Path,
    by: str,
    effective_from: datetime,
    reason: str,
    language: str,
    as_json: bool,
) -> None:
    """Put FILE on record with what it would change; somebody else approves it.

    Exit status: 0 proposed, 1 a run is writing to OUT, 2 refused.
    """
    with _refusals():
        made, shown = propose(out, file, by=by, effective_from=effective_from.date(), reason=reason)
    _warn(made)
    if as_json:
        _print_json(_fields(made))
        return
    from assets.what_if.text import text_page  # noqa: PLC0415  only needed here

    click.echo(text_page(shown.everything, Language(chinese=language == "zh")))
    click.echo(safe(f"{made.id} from {made.effective_from:%Y-%m}, proposed by {made.by}"))
    click.echo(
        safe(f"somebody else approves it: ladder config approve {made.id} --out {out} --by NAME"),
        err=True,
    )


@click.command(name="show")
@ID
@OUT
@click.option("--text", is_flag=True, help="Print the proposed file instead.")
@options.as_json
def show_command(proposal: str, out: Path, text: bool, as_json: bool) -> None:
    """Print proposal ID: what it changes, what that would do, what should be seen before approving.

    Exit status: 0 printed, 2 there is none of that name or the record was tampered with.
    """
    with _refusals():
        made, state = _proposed(out, proposal)
    if text:
        for line in made.text.splitlines():
            click.echo(safe(line))
        return
    _warn(made)
    if as_json:
        _print_json({**_fields(made), "state": state})
        return
    reason = f": {made.reason}" if made.reason else ""
    click.echo(
        safe(
            f"{made.id} proposed by {made.by} at {made.at} from {made.effective_from:%Y-%m} "
            f"({state}){reason}"
        )
    )
    for line in [*_changes(made), *_outcome(made)]:
        click.echo(safe(line))


@click.command(name="approve")
@ID
@OUT
@BY
@NOTE
def approve_command(proposal: str, out: Path, by: str, note: str) -> None:
    """Put proposal ID in force from its month on; the second name.

    Exit status: 0 approved, 1 a run is writing to OUT, 2 refused.
    """
    _answer(approve, proposal, out, by, note)
    with _refusals():
        made, _ = _proposed(out, proposal)
    _warn(made)
    for line in _changes(made):
        click.echo(safe(line))


@click.command(name="reject")
@ID
@OUT
@BY
@NOTE
def reject_command(proposal: str, out: Path, by: str, note: str) -> None:
    """Turn proposal ID down, or withdraw one's own.

    Exit status: 0 rejected, 1 a run is writing to OUT, 2 refused.
    """
    _answer(reject, proposal, out, by, note)


@click.command(name="log")
@OUT
@options.as_json
def log_command(out: Path, as_json: bool) -> None:
    """Print the record, oldest first, after checking that nobody has changed it.

    Exit status: 0 printed, 2 the record was tampered with.
    """
    with _refusals():
        record = read_record(out)
    if as_json:
        states = {one.id: state for one, state in record.proposals()}
        _print_json(
            [
                {**_fields(one.event), "sha256_of_entry": one.sha256}
                | ({"state": states[one.event.id]} if isinstance(one.event, Proposed) else {})
                for one in record.entries
            ]
        )
        return
    for line in _told(record):
        click.echo(safe(line))
    if not record.entries:
        click.echo("nothing was proposed yet", err=True)


def _answer(give: Callable[..., Entry], proposal: str, out: Path, by: str, note: str) -> None:
    with _refusals():
        entry = give(out, proposal, by=by, note=note)
    click.echo(safe(f"{proposal} {entry.event.event}; entry {entry.sha256}"))


def _proposed(out: Path, proposal: str) -> tuple[Proposed, str]:
    """Return a proposal and what became of it.

    Raises:
        RecordError: there is none of that id.
    """
    proposals = read_record(out).proposals()
    for one, state in proposals:
        if one.id == proposal:
            return one, state
    known = ", ".join(one.id for one, _ in proposals) or "none"
    raise RecordError(f"{record_path(out)} has no proposal {proposal!r}; there are: {known}")


def _warn(proposed: Proposed) -> None:
    for warning in proposed.what_if.get("warnings", []):
        click.echo(safe(f"warning: {warning}"), err=True)


def _changes(proposed: Proposed) -> Iterator[str]:
    """Yield a line a changed key; what holds only with a run, or moves no figure, says so."""
    shown = proposed.what_if
    notes = dict.fromkeys(shown.get("takes_effect_with_a_run", []), " (with a run)")
    notes |= dict.fromkeys(shown.get("without_effect", []), " (no figure hangs on it)")
    for one in shown.get("changes", []):
        before, after = (
            "–" if one[side] is None else json.dumps(one[side], ensure_ascii=False)
            for side in ("before", "after")
        )
        yield f"  {one['key']}: {before} → {after}{notes.get(one['key'], '')}"


def _outcome(proposed: Proposed) -> Iterator[str]:
    """Yield the figures it was proposed with."""
    shown = proposed.what_if
    if "in_force" in shown:
        from assets.what_if.words import in_force_words  # noqa: PLC0415  only needed here

        yield in_force_words(shown["in_force"]).en
    if "people" in shown:
        yield (
            f"{shown['moved']} of {shown['people']} people would stand elsewhere: "
            f"{shown['up']} higher, {shown['down']} lower, {shown['placed']} placed anew, "
            f"{shown['unplaced']} without a tier"
        )
    for name in ("weights", "tiers"):
        for key, (before, after) in shown.get(name, {}).items():
            if before != after:
                yield f"  {name} {key}: {before} → {after}"
    if "training_minutes" in shown:
        before, after = shown["training_minutes"]
        yield f"minutes of training: {before} → {after}"
    yield f"held against {proposed.run_id}; the whole file: --text"


def _fields(event: Founded | Proposed | Approved | Rejected) -> dict[str, Any]:
    """All of an event but the text of the configuration, which is long."""
    return event.model_dump(mode="json", exclude={"text"})


def _told(record: Record) -> Iterator[str]:
    """Yield a line an event."""
    states = {one.id: state for one, state in record.proposals()}
    for entry in record.entries:
        event = entry.event
        if isinstance(event, Founded):
            yield f"{event.at} founded on {event.sha256[:12]}, published as {event.run_id}"
        elif isinstance(event, Proposed):
            reason = f": {event.reason}" if event.reason else ""
            yield (
                f"{event.at} {event.id} proposed by {event.by} from {event.effective_from:%Y-%m}"
                f" ({states[event.id]}){reason}"
            )
        else:
            note = f": {event.note}" if event.note else ""
            yield f"{event.at} {event.id} {event.event} by {event.by}{note}"


def _print_json(value: object) -> None:
    click.echo(safe_json(json.dumps(value, ensure_ascii=False, allow_nan=False)))


COMMANDS = (propose_command, show_command, approve_command, reject_command, log_command)
