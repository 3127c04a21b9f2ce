"""What is entered on the pages: decisions on paths, appeals and the answers to them, approvals."""

from pathlib import Path

from flask import Blueprint, abort, current_app
from flask.typing import ResponseReturnValue

from assets.appeal_record import Appeal, decide_appeal, open_appeal, read_appeals
from assets.config_approval import approve
from assets.config_record import read_record
from assets.override_record import Entry, decide, read_overrides, withdraw
from assets.person_names import same_person
from pipelines.serve.access import Account
from pipelines.serve.entry import Asked, Refused, asked, entered, fields, refusals, text
from pipelines.serve.pages import to_sign_in
from pipelines.serve.person import account
from pipelines.serve.render import page
from pipelines.serve.scopes import knows
from pipelines.serve.sign_in import abilities
from pipelines.serve.site_map import SiteMap

blueprint = Blueprint("records", __name__)


@blueprint.post("/overrides")
def enter_override() -> ResponseReturnValue:
    """Put a manager's decision on one course of one person on record."""
    here = _allowed("override")
    given = fields(
        "agent_id",
        "course_id",
        "action",
        "reason",
        "replacement_id",
        "session_id",
        "not_before",
        "valid_until",
    )
    _require_known(here, text(given, "agent_id"))
    # The next run would refuse what is not in the catalogue, when nobody looks any more.
    courses = here.version.site.courses
    for name in {"course_id", "replacement_id"} & {*given} if courses else ():
        if given[name] not in courses:
            raise Refused(400, f"{name}: the catalogue has no course {given[name]!r}")
    with refusals():
        made = decide(_out(), here.who.name, here.who.user, given)
    return entered(
        "/overrides", override_id=made.override_id, decided_by=made.by, decided_at=made.at
    )


@blueprint.get("/overrides")
def overrides() -> ResponseReturnValue:
    """The decisions entered here on the people of one's teams, the newest first."""
    if account() is None:
        return to_sign_in()
    here = _allowed("override")
    with refusals():
        found = [
            one
            for one in reversed(read_overrides(_out()))
            if knows(here.who, one.decided.agent_id, here.version.site)
        ]
    return page("overrides.html", decisions=found, people=here.version.site.people)


@blueprint.post("/overrides/<override_id>/withdrawal")
def take_back(override_id: str) -> ResponseReturnValue:
    """Take a decision back, by whoever may enter one on that person."""
    here = _allowed("override")
    with refusals():
        _require_known(here, _decision(override_id).decided.agent_id)
        made = withdraw(
            _out(), override_id, here.who.name, here.who.user, text(fields("reason"), "reason")
        )
    return entered("/overrides", override_id=made.override_id, withdrawn_by=made.by)


@blueprint.post("/appeals")
def enter_appeal() -> ResponseReturnValue:
    """Put an appeal on record: an agent's own, or a manager's for somebody of the team."""
    here = _allowed("appeal")
    given = fields("agent_id", "about", "key", "text", "run_id")
    if "key" in given:
        given["subject"] = given.pop("key")
    given.setdefault("run_id", here.run_id)
    if here.who.role == "agent":
        given.setdefault("agent_id", here.who.agent_id or "")
    _require_known(here, text(given, "agent_id"))
    with refusals():
        made = open_appeal(_out(), here.who.name, here.who.user, as_of=here.as_of, entered=given)
    return entered("/appeals", appeal_id=made.appeal_id, state="open", at=made.at)


@blueprint.get("/appeals")
def appeals() -> ResponseReturnValue:
    """The appeals about people one may see, the newest first."""
    if account() is None:
        return to_sign_in()
    here = asked()
    if here.who.role == "data_team" or (here.who.role == "analyst" and not here.who.names):
        abort(404)
    with refusals():
        found = [
            (one, _may_decide(here.who, one, here.version.site))
            for one in reversed(read_appeals(_out()))
            if knows(here.who, one.opened.agent_id, here.version.site)
        ]
    return page("appeals.html", appeals=found, people=here.version.site.people)


@blueprint.post("/appeals/<appeal_id>/decision")
def enter_decision(appeal_id: str) -> ResponseReturnValue:
    """Put the answer to an appeal on record."""
    here = _allowed("decide")
    given = fields("outcome", "reason")
    with refusals():
        found = {one.opened.appeal_id: one for one in read_appeals(_out())}.get(appeal_id)
        if found is None or not knows(here.who, found.opened.agent_id, here.version.site):
            abort(404)
        made = decide_appeal(
            _out(),
            appeal_id,
            here.who.name,
            here.who.user,
            outcome=text(given, "outcome"),
            reason=text(given, "reason"),
            as_of=here.as_of,
        )
    return entered("/appeals", appeal_id=made.appeal_id, state="decided", outcome=made.outcome)


@blueprint.get("/proposals")
def proposals() -> ResponseReturnValue:
    """The proposed configurations, the newest first."""
    if account() is None:
        return to_sign_in()
    here = _allowed("approve")
    with refusals():
        found = [
            (one, state, state == "open" and not same_person(one.by, here.who.name))
            for one, state in reversed(read_record(_out()).proposals())
        ]
    return page("proposals.html", proposals=found)


@blueprint.post("/proposals/<proposal>/approval")
def enter_approval(proposal: str) -> ResponseReturnValue:
    """Approve a proposed configuration, as `ladder config approve` does."""
    here = _allowed("approve")
    note = fields("note").get("note", "")
    with refusals():
        approve(_out(), proposal, by=here.who.name, note=note)
    return entered("/proposals", id=proposal, state="approved", approved_by=here.who.name)


def _allowed(ability: str) -> Asked:
    """Return who asks; 404 for those who may not do such a thing."""
    here = asked()
    if not abilities(here.who)[ability]:
        abort(404)
    return here


def _require_known(here: Asked, agent_id: str) -> None:
    """Refuse what is about others, in the words for those who are not there at all."""
    if not knows(here.who, agent_id, here.version.site):
        raise Refused(404, f"you have nobody of the id {agent_id!r}")


def _decision(override_id: str) -> Entry:
    known = {one.decided.override_id: one for one in read_overrides(_out())}
    return known.get(override_id) or abort(404)


def _may_decide(who: Account, appeal: Appeal, site: SiteMap) -> bool:
    return (
        appeal.decided is None
        and abilities(who)["decide"]
        and knows(who, appeal.opened.agent_id, site)
        and who.user != appeal.opened.user
        and not same_person(who.name, appeal.opened.by)
    )


def _out() -> Path:
    out: Path = current_app.config["OUT"]
    return out
