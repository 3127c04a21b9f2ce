"""The frameworks a run uses. Reading and checking is competency.loading; here they are read once.

With approvals on record a run takes what the record says, month by month; without, the file it is
given or the one that ships.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from assets.config_record import Plan, Record, RecordError, read_record, record_path
from assets.run_settings import RunSettings, horizon
from assets.sealed_lines import sha
from competency.config_text import read_config_text
from competency.framework import Framework
from competency.loading import SHIPPED, load_text, parse_framework
from competency.removed_keys import without_removed


@dataclass(frozen=True)
class Approval:
    """Who wanted a configuration and who agreed, as a published result cites it."""

    id: str
    proposed_by: str
    proposed_at: str
    approved_by: str
    approved_at: str
    entry_sha256: str


@dataclass(frozen=True)
class Edition:
    """A configuration of a run: the resolved framework, its text, and the first day it holds.

    effective_from: None for the first, which also holds for all before.
    approval: None where nobody had to agree.
    notes: what of the text is passed over, since it was recorded by an earlier version.
    """

    framework: Framework
    text: str
    effective_from: date | None = None
    approval: Approval | None = None
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the text."""
        return sha(self.text)


def framework_of(config: Path | None) -> Framework:
    """Framework of a configuration file, or the one that ships; parsed once for the same text.

    Raises:
        ConfigError: with every problem found, each naming file and line.

    >>> framework_of(None).name
    'shipped'
    """
    return _parsed(load_text(config), str(config or SHIPPED))


def editions_of_run(settings: RunSettings, as_of: date | None = None) -> tuple[Edition, ...]:
    """Configurations of a run, oldest first; the last is the one in force.

    Args:
        settings: the run's; its `config` must be the one in force once there are approvals.
        as_of: last day that may be seen; what takes effect later waits. None: not known yet.

    Raises:
        ConfigError: a configuration is broken.
        RecordError: the record was tampered with, or `config` is not the one in force.
    """
    editions = editions_of_record(read_record(settings.out), record_path(settings.out), as_of)
    if not editions:
        return (Edition(framework_of(settings.config), load_text(settings.config)),)
    if settings.config is not None:
        given = sha(load_text(settings.config))
        # While the as-of day is not known any that has begun may turn out to be in force.
        today = horizon().date()
        begun = [one for one in editions if (one.effective_from or today) <= today]
        candidates = begun if as_of is None else editions[-1:]
        if given not in {one.sha256 for one in candidates}:
            raise RecordError(
                f"{settings.config} is not the configuration in force: {_named(candidates[-1])}. "
                "Leave --config out, or have it approved: ladder config propose "
                f"{settings.config} --out {settings.out} --by NAME --from YYYY-MM"
            )
    return editions


def editions_of_record(
    record: Record, path: Path, as_of: date | None = None
) -> tuple[Edition, ...]:
    """Configurations that a record puts in force by a day, oldest first; none without approvals."""
    return tuple(
        _recorded(plan, f"{path}, {'founded' if plan.proposed is None else plan.proposed.id}")
        for plan in record.plans()
        if as_of is None or plan.effective_from is None or plan.effective_from <= as_of
    )


def _recorded(plan: Plan, source: str) -> Edition:
    """An edition of the record; keys that are no more do not make it unreadable."""
    framework = _parsed(plan.text, source, recorded=True)
    _, notes = without_removed(read_config_text(plan.text, source).data)
    return Edition(
        framework,
        plan.text,
        plan.effective_from,
        _approval(plan),
        tuple(f"{source}: {note}" for note in notes),
    )


def _approval(plan: Plan) -> Approval | None:
    if plan.proposed is None or plan.approved is None or plan.entry_sha256 is None:
        return None
    return Approval(
        id=plan.proposed.id,
        proposed_by=plan.proposed.by,
        proposed_at=plan.proposed.at,
        approved_by=plan.approved.by,
        approved_at=plan.approved.at,
        entry_sha256=plan.entry_sha256,
    )


def _named(edition: Edition) -> str:
    if edition.approval is None:
        return "the one published before the first approval"
    return (
        f"{edition.approval.id}, approved by {edition.approval.approved_by}, "
        f"from {edition.effective_from:%Y-%m}"
    )


@lru_cache(maxsize=32)
def _parsed(text: str, source: str, *, recorded: bool = False) -> Framework:
    return parse_framework(text, source, recorded=recorded)
