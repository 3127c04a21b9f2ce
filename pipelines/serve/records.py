"""What is entered on the pages: decisions on paths, appeals and the answers to them, approvals."""

from pathlib import Path, PureWindowsPath

from flask import Blueprint, abort, current_app
from flask.typing import ResponseReturnValue

from assets.appeal_record import Appeal, decide_appeal, open_appeal, read_appeals
from assets.config_approval import approve, reject
from assets.config_record import Proposed, read_record
from assets.override_record import ENTERED, Entry, decide, read_overrides, superseded, withdraw
from assets.person_names import same_person
from assets.report.text import Text, both
from assets.what_if.words import NO_TIER, change_words
from pipelines.serve.access import Account
from pipelines.serve.checks import (
    OWN,
    require_known,
    require_offered,
    require_on_others,
    require_subject,
    subjects_of,
)
from pipelines.serve.entry import Asked, Refused, asked, entered, fields, odd, refusals, text
from pipelines.serve.pages import to_sign_in
from pipelines.serve.person import account
from pipelines.serve.render import page
from pipelines.serve.scopes import ANALYSIS, is_oneself, knows, may_see
from pipelines.serve.sign_in import abilities
from pipelines.serve.site_map import SiteMap

blueprint = Blueprint("records", __name__)

LONGEST_NOTE = 500


@blueprint.post("/overrides")
def enter_override() -> ResponseReturnValue:
    """Put a manager's decision on one course of one person on record."""
    here = _allowed("override")
    given = fields(*ENTERED)
    require_on_others(here, text(given, "agent_id"))
    require_offered(given, here.version.site.subjects)
    with refusals():
        made = decide(_out(), here.who.name, here.who.user, given)
        before = superseded(read_overrides(_out()), made)
    told = {"supersedes": before.override_id} if before else {}
    return entered(
        "/overrides", override_id=made.override_id, decided_by=made.by, decided_at=made.at, **told
    )


@blueprint.get("/overrides")
def overrides() -> ResponseReturnValue:
    """The decisions entered here on the people of one's teams, the newest first."""
    if account() is None:
        return to_sign_in()
    here = _allowed("override")
    with refusals():
        entries = read_overrides(_out())
    later = {before.override_id for one in entries if (before := superseded(entries, one.decided))}
    site = here.version.site
    found = [
        (one, one.decided.override_id in later, is_oneself(here.who, one.decided.agent_id, site))
        for one in reversed(entries)
        if knows(here.who, one.decided.agent_id, site)
    ]
    return page(
        "overrides.html", decisions=found, people=site.people, courses=site.subjects.courses
    )


@blueprint.post("/overrides/<override_id>/withdrawal")
def take_back(override_id: str) -> ResponseReturnValue:
    """Take a decision back, by whoever may enter one on that person."""
    here = _allowed("override")
    with refusals():
        require_on_others(here, _decision(override_id).decided.agent_id)
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
    require_known(here, text(given, "agent_id"))
    require_subject(given, subjects_of(here, given["run_id"]))
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
    site = here.version.site
    return page("appeals.html", appeals=found, people=site.people, subjects=site.subjects)


@blueprint.post("/appeals/<appeal_id>/decision")
def enter_decision(appeal_id: str) -> ResponseReturnValue:
    """Put the answer to an appeal on record."""
    here = _allowed("decide")
    given = fields("outcome", "reason")
    with refusals():
        found = {one.opened.appeal_id: one for one in read_appeals(_out())}.get(appeal_id)
        if found is None or not knows(here.who, found.opened.agent_id, here.version.site):
            abort(404)
        if is_oneself(here.who, found.opened.agent_id, here.version.site):
            raise Refused(409, OWN)
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
            (one, state, same_person(one.by, here.who.name))
            for one, state in reversed(read_record(_out()).proposals())
        ]
    site = here.version.site
    return page(
        "proposals.html",
        proposals=found,
        # Groups below five may be counted there; everybody else is told of settings only.
        counts=may_see(here.who, f"{ANALYSIS}measures.html", site),
        subjects=site.subjects,
        no_tier=NO_TIER,
        change_words=change_words,
        without_folder=_without_folder,
        longest=LONGEST_NOTE,
    )


@blueprint.post("/proposals/<proposal>/approval")
def enter_approval(proposal: str) -> ResponseReturnValue:
    """Approve a proposed configuration, as `ladder config approve` does."""
    here, note = _allowed("approve"), _note()
    with refusals():
        if same_person(_open_proposal(proposal).by, here.who.name):
            words = Text(
                "You proposed it; somebody else must approve it.", "该提案由您提出，须由他人批准。"
            )
            raise Refused(409, words)
        approve(_out(), proposal, by=here.who.name, note=note)
    return entered("/proposals", id=proposal, state="approved", approved_by=here.who.name)


@blueprint.post("/proposals/<proposal>/rejection")
def enter_rejection(proposal: str) -> ResponseReturnValue:
    """Turn a proposed configuration down, as `ladder config reject` does; one's own, too."""
    here, note = _allowed("approve"), _note()
    with refusals():
        _open_proposal(proposal)
        reject(_out(), proposal, by=here.who.name, note=note)
    return entered("/proposals", id=proposal, state="rejected", rejected_by=here.who.name)


def _without_folder(warning: str) -> str:
    """Take the folder off a warning that begins with its file's path.

    >>> _without_folder("/home/mei/new.yml:3: targets: overdue, see a/b: c")
    'new.yml:3: targets: overdue, see a/b: c'
    """
    place, colon, rest = warning.partition(": ")
    return PureWindowsPath(place).name + colon + rest if colon else warning


def _note() -> str:
    note = str(fields("note").get("note", ""))
    if len(note) > LONGEST_NOTE:
        raise odd(
            "note",
            both("longer than {n} characters", "超过 {n} 个字符", n=LONGEST_NOTE),
        )
    return note


def _open_proposal(proposal: str) -> Proposed:
    """Return an open proposal; 404 for none, and refused when it is answered or superseded."""
    known = {one.id: (one, state) for one, state in read_record(_out()).proposals()}
    one, state = known.get(proposal) or abort(404)
    if state != "open":
        raise Refused(409, both("{id} is no longer open", "{id}已不再待批", id=proposal))
    return one


def _allowed(ability: str) -> Asked:
    """Return who asks; 404 for those who may not do such a thing."""
    here = asked()
    if not abilities(here.who)[ability]:
        abort(404)
    return here


def _decision(override_id: str) -> Entry:
    known = {one.decided.override_id: one for one in read_overrides(_out())}
    return known.get(override_id) or abort(404)


def _may_decide(who: Account, appeal: Appeal, site: SiteMap) -> bool:
    return (
        appeal.decided is None
        and abilities(who)["decide"]
        and knows(who, appeal.opened.agent_id, site)
        and not is_oneself(who, appeal.opened.agent_id, site)
        and who.user != appeal.opened.user
        and not same_person(who.name, appeal.opened.by)
    )


def _out() -> Path:
    out: Path = current_app.config["OUT"]
    return out
