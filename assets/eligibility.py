"""Draws a list for promotion or pay from the published result, and records decisions on its lines.

A list says who meets a rule; it decides nothing. It stays locked until every condition of
`eligibility_conditions` holds, and each line then waits for a named person who is neither the one
who drew it nor the one it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from assets.appeal_record import read_appeals
from assets.eligibility_conditions import Condition, conditions
from assets.eligibility_reading import Standing, read_standing
from assets.eligibility_record import (
    Decided,
    Drawn,
    EligibilityError,
    EligibilityList,
    ListLine,
    find_list,
    record_path,
    write_event,
)
from assets.entered_record import one_writer
from assets.keys import KeysError, key_file
from assets.person_names import PersonNameError, person_name, same_person
from assets.published_result import ResultError, open_result
from assets.restricted import ACCESS_LOG, names_for
from competency.eligibility import assess
from competency.eligibility_rules import ListRule, Purpose


@dataclass(frozen=True)
class Outcome:
    """What came of drawing: the conditions, and the list if all of them hold."""

    conditions: tuple[Condition, ...]
    drawn: Drawn | None

    @property
    def unmet(self) -> list[Condition]:
        """Conditions that keep the list locked."""
        return [one for one in self.conditions if not one.holds]


def draw(out: Path, purpose: Purpose, *, by: str, today: date | None = None) -> Outcome:
    """Draw a list and put it on record, unless a condition does not hold.

    Args:
        out: folder with the published result and the records.
        purpose: promotion or pay.
        by: who draws it.
        today: day of drawing; None: the clock's.

    Raises:
        EligibilityError: `by` is no name, the configuration has no such list, the record was
            tampered with, this account cannot read people's names.
        ResultError, AppealRecordError, ArchiveError: see `read_standing`.
        AnotherRunError: others are writing for too long.
    """
    name = _person(by)
    standing = read_standing(out)
    _names(out, [])  # a list that nobody could decide on is not drawn
    rule = standing.framework.eligibility.rule(purpose)
    if rule is None:
        raise EligibilityError(
            f"the configuration {standing.framework.name!r} has no eligibility.{purpose}: add one, "
            "such as {tier: expert, months_in_tier: 3}"
        )
    assessed = _assessed(standing, rule)
    found = tuple(conditions(standing, assessed, today or datetime.now(UTC).date()))
    if not all(one.holds for one in found):
        return Outcome(found, None)
    teams = standing.agents.set_index("agent_id")["team_id"].to_dict()
    rows: list[Any] = assessed[assessed["state"] != "not_met"].to_dict("records")
    event = Drawn(
        by=name,
        purpose=purpose,
        period=standing.period,
        run_id=standing.run["run_id"],
        config_sha256=standing.run["config"]["sha256"],
        tier=rule.tier,
        months_in_tier=rule.months_in_tier,
        conditions={one.code: one.told.en for one in found},
        lines=tuple(_line(row, teams.get(row["agent_id"])) for row in rows),
        not_met=int((assessed["state"] == "not_met").sum()),
    )
    with one_writer(record_path(out).parent):
        write_event(out, event)
    return Outcome(found, event)


def decide(
    out: Path, list_id: str, agent_id: str, *, decision: str, by: str, reason: str
) -> EligibilityList:
    """Put a named person's decision on one line on record; the list with it.

    Raises:
        EligibilityError: `by` is no name, drew the list or is the person; there is no such line,
            it was decided, cannot be assessed, or an appeal of the person is open; no reason; this
            account cannot read people's names.
        ResultError, AppealRecordError: the result or the appeals cannot be read.
        AnotherRunError: others are writing for too long.
    """
    name = _person(by)
    entered: dict[str, Any] = {"decision": decision, "reason": reason}
    try:
        event = Decided(by=name, list_id=list_id, agent_id=agent_id, **entered)
    except ValidationError as error:
        wrong = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
        raise EligibilityError(f"not a decision: {wrong}") from error
    called = _name_of(out, agent_id)
    with one_writer(record_path(out).parent):
        found = find_list(out, list_id)
        line = next((one for one in found.drawn.lines if one.agent_id == agent_id), None)
        waiting = [
            one.opened.appeal_id
            for one in read_appeals(out)
            if one.decided is None and one.opened.agent_id == agent_id
        ]
        before = found.decided.get(agent_id)
        if line is None:
            raise EligibilityError(f"{list_id} has no line of {agent_id!r}")
        if line.state != "eligible":
            raise EligibilityError(
                f"{agent_id} could not be assessed ({line.reason}): there is nothing to decide on"
            )
        if before is not None:
            raise EligibilityError(
                f"{agent_id} on {list_id} was decided by {before.by} on {before.at}"
            )
        if waiting:
            raise EligibilityError(
                f"an appeal of {agent_id} is open ({', '.join(waiting)}): it is decided first"
            )
        if same_person(name, found.drawn.by):
            raise EligibilityError(f"{found.drawn.by} drew {list_id}; somebody else must decide")
        if any(same_person(name, other) for other in (agent_id, called)):
            raise EligibilityError(f"{agent_id} cannot decide on their own line")
        write_event(out, event)
    return find_list(out, list_id)


def _assessed(standing: Standing, rule: ListRule) -> pd.DataFrame:
    keys = [tier.key for tier in standing.framework.ladder.tiers]
    return assess(
        keys.index(rule.tier) + 1,
        rule.months_in_tier,
        standing.framework.eligibility.minimum_known_weight,
        period=standing.period,
        ladder=standing.ladder,
        composites=standing.composites,
        published=standing.published,
        at_work=standing.at_work(),
        appealing={one.opened.agent_id for one in standing.open_appeals()},
    )


def _line(row: dict[str, Any], team: Any) -> ListLine:
    return ListLine(
        agent_id=row["agent_id"],
        team_id=team if isinstance(team, str) else None,
        state=row["state"],
        reason=row["reason"],
        tier=None if pd.isna(row["tier"]) else int(row["tier"]),
        months_held=row["months_held"],
    )


def _person(by: str) -> str:
    try:
        return person_name(by)
    except PersonNameError as error:
        raise EligibilityError(str(error)) from error


def _name_of(out: Path, agent_id: str) -> str:
    """The person's name, or the id where the roster has none."""
    return _names(out, [agent_id]).get(agent_id, agent_id)


def _names(out: Path, only: Sequence[str]) -> dict[str, str]:
    """Names as this account reads them: without them people could decide on their own lines."""
    path = key_file(out)
    with open_result(out, ["agents"]) as opened:
        try:
            found = names_for(
                opened.warehouse.parent,
                out=out,
                keys=path,
                command="eligibility",
                purpose="who decides on whose line",
                only=only,
            )
        except KeysError as error:
            raise ResultError(str(error)) from error
    if found is None:
        raise EligibilityError(
            f"this account cannot read people's names, so nobody can tell whose line it is: it "
            f"needs the key file {path} (LADDER_KEYS names another place) and a log it can write, "
            f"{out / ACCESS_LOG}; have whoever runs ladder do it"
        )
    return found
