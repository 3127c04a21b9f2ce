"""Who may change a configuration: proposed with what it would change, approved by a second name.

The record itself is `config_record`; what a run makes of it `framework_file`.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

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
    same_person,
    sha,
)
from assets.framework_file import editions_of_record, framework_of
from assets.publication import single_writer
from competency.editions import differences
from competency.framework import Framework
from competency.loading import load_text, parse_framework


@dataclass(frozen=True)
class Published:
    """What the published result says of itself; text: its configuration in force, as written."""

    run_id: str
    as_of: date
    text: str

    @property
    def newest_month(self) -> date:
        """First day of the newest published month."""
        return self.as_of.replace(day=1)


def published(out: Path) -> Published:
    """Read what a proposal is held against.

    Raises:
        RecordError: nothing is published, or by a version that did not keep the configuration.
    """
    current = (out / "current").resolve()
    again = f"run `ladder run --exports DIR --out {out}` first"
    try:
        run = json.loads((current / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"{out} holds no published result; {again}") from None
    kept = current / "config.yml"
    text = load_text(kept) if kept.is_file() else ""
    if sha(text) != run["config"]["sha256"]:
        raise RecordError(f"the result in {out} does not hold its own configuration; {again}")
    return Published(run["run_id"], date.fromisoformat(run["as_of"]), text)


@dataclass(frozen=True)
class Shown:
    """What a framework would change: the few figures that go on record, and all of it."""

    summary: dict[str, Any]
    everything: dict[str, Any]


def show(out: Path, framework: Framework) -> Shown:
    """Work out what a framework would change in the published result.

    Raises:
        RecordError: the result cannot be read.
    """
    import duckdb  # noqa: PLC0415  a wrong option should not wait for these

    from assets.what_if.build import build_what_if  # noqa: PLC0415
    from assets.what_if.reading import WhatIfError  # noqa: PLC0415
    from assets.what_if.record import record_of  # noqa: PLC0415

    try:
        what_if = build_what_if(out, framework)
    except (WhatIfError, duckdb.Error) as error:
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
    shown = show(out, framework)
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
        if published(out).run_id != proposed.run_id:
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
    proposals = read_record(out).proposals()
    for one, state in proposals:
        if one.id == proposal and state == "open":
            return one
        if one.id == proposal:
            raise RecordError(f"{proposal} is no longer open: it was {state}")
    waiting = ", ".join(one.id for one, state in proposals if state == "open")
    raise RecordError(f"{record_path(out)} has no proposal {proposal!r}; open: {waiting or 'none'}")


def _require_sense(
    out: Path, before: Published, framework: Framework, text: str, effective_from: date
) -> None:
    """Refuse what cannot take effect, or would change nothing.

    Raises:
        RecordError: naming why.
    """
    if effective_from.day != 1:
        raise RecordError(f"{effective_from} is not the first day of a month")
    if effective_from < before.newest_month:
        raise RecordError(
            f"{effective_from:%Y-%m} lies before the newest published month, "
            f"{before.newest_month:%Y-%m}: a past month keeps the configuration it was scored with"
        )
    editions = editions_of_record(read_record(out), record_path(out))
    known = [(one.text, one.framework) for one in editions] or [
        (before.text, parse_framework(before.text, f"{out}/current/config.yml"))
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
    """Return a person's name without blanks around it.

    Raises:
        RecordError: it is none.

    >>> _name(" Ann Lee ")
    'Ann Lee'
    """
    name = unicodedata.normalize("NFC", by).strip()
    if not any(one.isalnum() for one in name) or not name.isprintable():
        raise RecordError(f"{by!r} is no name: say who with --by")
    return name


def _new_id(record: Record, text: str, by: str, effective_from: date) -> str:
    made_of = [record.entries[-1].sha256, text, by, effective_from.isoformat()]
    return sha(json.dumps(made_of))[:8]
