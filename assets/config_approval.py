"""Who may change a configuration: proposed with what it would change, approved by a second name.

The record itself is `config_record`; what a run makes of it `framework_file`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assets.config_citation import read_cited
from assets.config_record import (
    Approved,
    Entry,
    Founded,
    Proposed,
    Record,
    RecordError,
    Rejected,
    append,
    read_record,
    record_path,
)
from assets.content_hash import DamagedResult
from assets.framework_file import editions_of_record, framework_of
from assets.person_names import PersonNameError, person_name, same_person
from assets.publication import single_writer
from assets.published_record import read_published
from assets.published_result import ResultError
from assets.sealed_lines import sha
from competency.editions import differences
from competency.framework import Framework
from competency.loading import config_warnings, load_text, parse_framework

# Further ahead, a month is a typing error rather than a plan.
MONTHS_AHEAD = 24


@dataclass(frozen=True)
class Published:
    """What the published result says of itself.

    Attributes:
        run_id: id of the result.
        as_of: last day it saw.
        text: its configuration in force, as written.
        newest_month: first day of the newest month published, by this result or any before it: a
            run as of an earlier day does not open later months again.
    """

    run_id: str
    as_of: date
    text: str
    newest_month: date


def published(out: Path) -> Published:
    """Read what a proposal is held against.

    Raises:
        RecordError: nothing is published, or by a version that did not keep the configuration.
    """
    current = (out / "current").resolve()
    again = f"run `ladder run --exports DIR --out {out}` first"
    if not current.is_dir():
        raise RecordError(f"{out} holds no published result; {again}")
    try:
        run = read_published(current)
    except DamagedResult as error:
        raise RecordError(str(error)) from error
    kept = current / "config.yml"
    text = load_text(kept) if kept.is_file() else ""
    if sha(text) != run["config"]["sha256"]:
        raise RecordError(f"the result in {out} does not hold its own configuration; {again}")
    as_of = date.fromisoformat(run["as_of"])
    newest = max(as_of.replace(day=1), read_cited(out).newest_month or date.min)
    return Published(run["run_id"], as_of, text, newest)


@dataclass(frozen=True)
class Shown:
    """What a framework would change: the few figures that go on record, and all of it."""

    summary: dict[str, Any]
    everything: dict[str, Any]


def show(out: Path, framework: Framework, since: date, warnings: Sequence[str] = ()) -> Shown:
    """Work out what a framework would change in the published result from a month on.

    Raises:
        RecordError: the result cannot be read.
    """
    import duckdb  # noqa: PLC0415  a wrong option should not wait for these

    from assets.what_if.build import build_what_if  # noqa: PLC0415  see above
    from assets.what_if.record import record_of  # noqa: PLC0415  see above

    try:
        what_if = build_what_if(out, framework, since, warnings)
    except (ResultError, duckdb.Error) as error:
        raise RecordError(str(error)) from error
    return Shown(what_if.summary(), record_of(what_if))


def propose(
    out: Path, file: Path, *, by: str, effective_from: date, reason: str = ""
) -> tuple[Proposed, Shown]:
    """Check a file, find out what it would change and put both on record.

    Args:
        out: folder of the published result.
        file: the configuration.
        by: who wants it.
        effective_from: first day of the first month it shall hold.
        reason: why.

    Raises:
        ConfigError: the file is broken.
        RecordError: it cannot take effect then, or the record was tampered with.
    """
    framework, text, by = framework_of(file), load_text(file), _name(by)
    before = published(out)
    _require_sense(out, before, framework, text, effective_from)
    warned = [str(one) for one in config_warnings(text, str(file), date.today())]
    shown = show(out, framework, effective_from, warned)
    with single_writer(out):
        record = read_record(out)
        if published(out) != before:
            raise RecordError("a new result was published meanwhile; propose once more")
        if not record.plans() and (
            record.founded is None or record.founded.sha256 != sha(before.text)
        ):
            append(out, Founded(run_id=before.run_id, sha256=sha(before.text), text=before.text))
            record = read_record(out)
        proposed = Proposed(
            id=_new_id(record, text, by, effective_from),
            by=by,
            reason=reason.strip(),
            effective_from=effective_from,
            run_id=before.run_id,
            sha256=sha(text),
            text=text,
            what_if=shown.summary,
        )
        append(out, proposed)
    return proposed, shown


def approve(out: Path, proposal: str, *, by: str, note: str = "") -> Entry:
    """Put a proposal in force from its month on.

    Raises:
        RecordError: the same person proposed it, it is not open any more, or what was shown with
            it was held against another result.
    """
    by = _name(by)
    _open(out, proposal)
    with single_writer(out):
        proposed = _open(out, proposal)
        if same_person(by, proposed.by):
            raise RecordError(
                f"{proposal} was proposed by {proposed.by}; somebody else must approve it"
            )
        before = published(out)
        # The same result may come back by a run as of an earlier day.
        _require_open_month(before, proposed.effective_from)
        if before.run_id != proposed.run_id:
            raise RecordError(
                f"the published result has changed since {proposal} was proposed, so what was "
                "shown is no longer what would happen; propose it once more"
            )
        return append(out, Approved(id=proposed.id, by=by, note=note.strip()))


def reject(out: Path, proposal: str, *, by: str, note: str = "") -> Entry:
    """Turn a proposal down; its proposer may withdraw it so.

    Raises:
        RecordError: it is not open any more.
    """
    by = _name(by)
    _open(out, proposal)
    with single_writer(out):
        proposed = _open(out, proposal)
        return append(out, Rejected(id=proposed.id, by=by, note=note.strip()))


def _open(out: Path, proposal: str) -> Proposed:
    """Return an open proposal."""
    record = read_record(out)
    proposals = record.proposals()
    for one, state in proposals:
        if one.id == proposal and state == "open":
            return one
        if one.id == proposal:
            raise RecordError(f"{proposal} is no longer open: it was {_closed(record, one, state)}")
    waiting = ", ".join(one.id for one, state in proposals if state == "open")
    raise RecordError(f"{record_path(out)} has no proposal {proposal!r}; open: {waiting or 'none'}")


def _closed(record: Record, proposed: Proposed, state: str) -> str:
    """Say what became of a proposal that is not open, and what to do where nobody refused it."""
    event = record.closed_by(proposed.id)
    if event is None or isinstance(event, Founded):
        return state
    if state != "superseded":
        return f"{state} by {event.by} at {event.at}"
    what = "proposal" if isinstance(event, Proposed) else "the approval of"
    return (
        f"superseded by {what} {event.id} ({event.by}, {event.at}). If it is still wanted, propose "
        "it once more: it is then held against what holds now"
    )


def _require_open_month(before: Published, effective_from: date) -> None:
    if effective_from < before.newest_month:
        raise RecordError(
            f"{effective_from:%Y-%m} lies before the newest published month, "
            f"{before.newest_month:%Y-%m}: a past month keeps the configuration it was scored with"
        )


def _later(month: date, months: int) -> date:
    """Return the first day of the month so many months later.

    >>> _later(date(2025, 12, 1), 24)
    datetime.date(2027, 12, 1)
    """
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def _require_sense(
    out: Path, before: Published, framework: Framework, text: str, effective_from: date
) -> None:
    """Refuse what cannot take effect, or would change nothing.

    Raises:
        RecordError: naming why.
    """
    if effective_from.day != 1:
        raise RecordError(f"{effective_from} is not the first day of a month")
    _require_open_month(before, effective_from)
    if effective_from > _later(before.newest_month, MONTHS_AHEAD):
        raise RecordError(
            f"{effective_from:%Y-%m} lies more than {MONTHS_AHEAD} months after the newest "
            f"published month, {before.newest_month:%Y-%m}: is the year right?"
        )
    editions = editions_of_record(read_record(out), record_path(out))
    known = [(one.text, one.framework) for one in editions] or [
        (before.text, parse_framework(before.text, f"{out}/current/config.yml", recorded=True))
    ]
    for _, other in known:
        if reasons := differences(other, framework):
            raise RecordError(
                "one result has one ladder and one set of dimensions, so these must stay: "
                + " ".join(reasons)
                + " For others give another --out"
            )
    then = [
        one.text
        for one in editions
        if one.effective_from is None or one.effective_from <= effective_from
    ] or [before.text]
    if sha(then[-1]) == sha(text):
        raise RecordError(
            f"this configuration is in force in {effective_from:%Y-%m} already: nothing to change"
        )


def _name(by: str) -> str:
    """Return a person's name without blanks around it; RecordError when it is none."""
    try:
        return person_name(by)
    except PersonNameError as error:
        raise RecordError(str(error)) from error


def _new_id(record: Record, text: str, by: str, effective_from: date) -> str:
    made_of = [record.entries[-1].sha256, text, by, effective_from.isoformat()]
    return sha(json.dumps(made_of))[:8]
