"""What is entered: who may enter what about whom, and that it lands on record as said."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from assets.appeal_record import read_appeals
from assets.config_record import Proposed, RecordError
from assets.override_record import OverrideRecordError, read_overrides, record_path
from assets.publication import single_writer
from serve.published_site import PEOPLE, T3

LATER = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
OVERRIDE = {"agent_id": "A1", "course_id": "C1", "action": "exclude", "reason": "on site visit"}
APPEAL = {"agent_id": "A1", "about": "score", "key": "process", "text": "Cases were not mine"}
SignIn = Callable[[str], FlaskClient]


def post(client: FlaskClient, path: str, **fields: Any) -> Any:
    """Enter something, as a page's script does."""
    token = (client.get("/session").json or {}).get("csrf", "")
    return client.post(path, json=fields, headers={"X-CSRFToken": token})


@pytest.mark.parametrize("user", PEOPLE)
def test_who_may_decide_on_whose_path(user: str, sign_in: SignIn, out: Path) -> None:
    own = {"mei": {"A1", "A2"}, "three": {"A3", "A4", "A7"}, "crm": {"A1", "A2", "a4"}}
    client = sign_in(user)
    for agent in ("A1", "A2", "A3", "A4", "a4", "A5", "A6", "A7", "nobody"):
        status = post(client, "/overrides", **{**OVERRIDE, "agent_id": agent}).status_code
        assert status == (201 if agent in own.get(user, set()) else 404), agent
    assert {one.decided.agent_id for one in read_overrides(out)} == own.get(user, set())


def test_a_decision_is_recorded_as_the_signed_in_persons(sign_in: SignIn, out: Path) -> None:
    answer = post(sign_in("mei"), "/overrides", **OVERRIDE, valid_until=LATER)
    (entry,) = read_overrides(out)

    assert answer.json["override_id"] == entry.decided.override_id
    assert (entry.decided.by, entry.decided.user) == ("Mei Li", "mei")
    assert entry.decided.reason == "on site visit"
    assert str(entry.decided.valid_until) == LATER
    # And not as somebody else's.
    forged = post(sign_in("mei"), "/overrides", **OVERRIDE, decided_by="Somebody")
    assert (forged.status_code, "'decided_by'" in forged.json["error"]) == (400, True)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"action": "replace"}, "replacement_id"),
        ({"action": "replace", "replacement_id": "C1"}, "is the course itself"),
        ({"replacement_id": "C2"}, "replacement_id"),
        ({"course_id": "C3"}, "no course 'C3'"),
        ({"action": "replace", "replacement_id": "C3"}, "no course 'C3'"),
        ({"action": "postpone"}, "not_before"),
        ({"action": "postpone", "not_before": "soon"}, "not_before"),
        ({"action": "fire"}, "action"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"valid_until": "2001-01-01"}, "valid_until lies before"),
        ({"valid_until": "2999-01-01"}, "valid_until"),
        ({"session_id": "S1"}, "session_id"),
    ],
)
def test_a_decision_that_contradicts_itself_is_refused(
    changed: dict[str, str], told: str, sign_in: SignIn, out: Path
) -> None:
    answer = post(sign_in("mei"), "/overrides", **{**OVERRIDE, **changed})

    assert answer.status_code == 400
    assert told in answer.json["error"]
    assert read_overrides(out) == []


@pytest.mark.parametrize("body", ["[]", '"x"', '{"agent_id": 1}', "{", '{"agent_id": {"a": 1}}'])
def test_what_is_no_entry_is_refused(body: str, sign_in: SignIn) -> None:
    client = sign_in("mei")
    headers = {"X-CSRFToken": client.get("/session").json["csrf"]}
    answer = client.post("/overrides", data=body, headers=headers, content_type="application/json")

    assert answer.status_code == 400


def test_too_much_is_refused(sign_in: SignIn) -> None:
    assert (
        post(sign_in("mei"), "/overrides", **{**OVERRIDE, "reason": "x" * 70_000}).status_code
        == 413
    )


def test_a_flood_of_entries_is_stopped(sign_in: SignIn) -> None:
    client = sign_in("mei")
    token = {"X-CSRFToken": client.get("/session").json["csrf"]}
    tries = [client.post("/overrides", json={}, headers=token).status_code for _ in range(61)]

    assert tries == [400] * 60 + [429]


def test_a_decision_is_taken_back_by_who_may_decide(sign_in: SignIn, out: Path) -> None:
    made = post(sign_in("mei"), "/overrides", **OVERRIDE).json["override_id"]
    path = f"/overrides/{made}/withdrawal"
    assert post(sign_in("three"), path, reason="no").status_code == 404
    assert post(sign_in("ann"), path, reason="no").status_code == 404
    mei = sign_in("mei")
    shown = mei.get("/overrides").text
    assert made in shown
    assert made not in sign_in("three").get("/overrides").text
    assert post(mei, path, reason="back early").status_code == 201
    assert post(mei, path, reason="again").status_code == 400
    assert post(mei, "/overrides/none/withdrawal", reason="x").status_code == 404

    (entry,) = read_overrides(out)
    assert entry.withdrawn is not None
    assert entry.withdrawn.by == "Mei Li"
    assert "back early" in mei.get("/overrides").text


@pytest.mark.parametrize("user", PEOPLE)
def test_who_may_appeal_and_who_sees_it(user: str, sign_in: SignIn, out: Path) -> None:
    about = {"mei": {"A1", "A2"}, "three": {"A3", "A4", "A7"}, "crm": {"A1", "A2", "a4"}}
    about |= {"ann": {"A1"}, "bo": {"A4"}}
    client = sign_in(user)
    for agent in ("A1", "A2", "A3", "A4", "a4", "A5", "A6", "A7", "nobody"):
        status = post(client, "/appeals", **{**APPEAL, "agent_id": agent}).status_code
        assert status == (201 if agent in about.get(user, set()) else 404), agent
    entered = read_appeals(out)
    assert {one.opened.agent_id for one in entered} == about.get(user, set())

    # Everybody's appeals, as this person sees them.
    for other, agent in (
        ("mei", "A1"),
        ("mei", "A2"),
        ("three", "A3"),
        ("bo", "A4"),
        ("crm", "a4"),
    ):
        post(sign_in(other), "/appeals", **{**APPEAL, "agent_id": agent, "text": f"of {agent}."})
    shown = client.get("/appeals")
    seen = {agent for agent in ("A1", "A2", "A3", "A4", "a4") if f"of {agent}." in shown.text}
    everybody = {"A1", "A2", "A3", "A4", "a4"}
    allowed = {**{one: them & everybody for one, them in about.items()}, "anna": everybody}
    assert seen == allowed.get(user, set())
    assert shown.status_code == (404 if user in ("ana", "data") else 200)


def test_an_appeal_is_decided_by_another_named_person(sign_in: SignIn, out: Path) -> None:
    agents = post(sign_in("ann"), "/appeals", about="tier", text="<script>alert(1)</script>")
    managers = post(sign_in("mei"), "/appeals", **APPEAL)
    assert (agents.status_code, managers.status_code) == (201, 201)
    path = f"/appeals/{agents.json['appeal_id']}/decision"
    own = f"/appeals/{managers.json['appeal_id']}/decision"
    answer = {"outcome": "upheld", "reason": "The review was another's"}

    for user in ("ann", "three", "bo", "ana", "data"):
        assert post(sign_in(user), path, **answer).status_code == 404, user
    mei = sign_in("mei")
    assert post(mei, own, **answer).status_code == 400
    assert post(mei, path, outcome="perhaps", reason="x").status_code == 400
    assert post(mei, path, outcome="upheld", reason=" ").status_code == 400
    page = mei.get("/appeals").text
    assert f'action="{path}"' in page
    assert f'action="{own}"' not in page
    assert "<script>alert(1)" not in page
    assert post(mei, path, **answer).status_code == 201
    assert post(mei, path, **answer).status_code == 400
    assert post(sign_in("anna"), own, outcome="refused", reason="It was").status_code == 201

    by_person = {one.opened.by: one for one in read_appeals(out)}
    decided = by_person["Ann Lee"].decided
    assert decided is not None
    assert (decided.by, decided.outcome) == ("Mei Li", "upheld")
    assert (by_person["Ann Lee"].opened.run_id, str(decided.as_of)) == ("v1", "2026-03-31")
    assert "The review was another&#39;s" in sign_in("ann").get("/appeals").text


def test_a_form_of_the_page_is_led_back(sign_in: SignIn, out: Path) -> None:
    made = post(sign_in("ann"), "/appeals", about="tier", text="why").json["appeal_id"]
    mei = sign_in("mei")
    sent = {
        "outcome": "refused",
        "reason": "It is right",
        "csrf_token": mei.get("/session").json["csrf"],
    }
    answer = mei.post(f"/appeals/{made}/decision", data=sent)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/appeals")
    assert read_appeals(out)[0].decided is not None


def test_a_tampered_line_stops_entries_and_is_named(sign_in: SignIn, out: Path) -> None:
    mei = sign_in("mei")
    post(mei, "/overrides", **OVERRIDE)
    post(mei, "/overrides", **{**OVERRIDE, "course_id": "C2"})
    path = record_path(out)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0].replace("C1", "C9"), *lines[1:]]) + "\n")
    answer = post(mei, "/overrides", **OVERRIDE)

    assert answer.status_code == 409
    assert "record.jsonl:1: this line was changed" in answer.json["error"]
    with pytest.raises(OverrideRecordError, match="jsonl:1"):
        read_overrides(out)
    assert len(path.read_text().splitlines()) == 2
    # Reading goes on.
    assert mei.get("/teams/T1/index.html").status_code == 200


def test_entries_are_taken_while_a_run_writes_and_approvals_wait(
    sign_in: SignIn, out: Path
) -> None:
    with single_writer(out):
        assert post(sign_in("mei"), "/overrides", **OVERRIDE).status_code == 201
    assert len(read_overrides(out)) == 1


PROPOSED = Proposed(
    id="p1",
    by="Ana Lyst",
    reason="<b>why</b>",
    effective_from="2026-04-01",
    run_id="v1",
    sha256="0" * 64,
    text="name: x",
    what_if={"moves": 3},
)


class _Record:
    """A record with one open proposal of somebody else, and one of Anna's own."""

    def proposals(self) -> list[Any]:
        own = PROPOSED.model_copy(update={"id": "p2", "by": "anna NAMES"})
        return [(PROPOSED, "open"), (own, "open")]


def test_a_proposal_is_approved_by_the_signed_in_person(
    sign_in: SignIn, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def approve(*given: Any, **named: Any) -> None:
        asked.append((*given, *named.values()))
        if given[1] == "p2":
            raise RecordError("p2 was proposed by anna NAMES; somebody else must approve it")

    monkeypatch.setattr("pipelines.serve.records.approve", approve)
    monkeypatch.setattr("pipelines.serve.records.read_record", lambda out: _Record())
    anna = sign_in("anna")
    page = anna.get("/proposals").text
    assert 'action="/proposals/p1/approval"' in page
    assert "/proposals/p2/approval" not in page
    assert "&lt;b&gt;why&lt;/b&gt;" in page

    assert post(anna, "/proposals/p1/approval", note="agreed").status_code == 201
    refused = post(anna, "/proposals/p2/approval")
    assert (refused.status_code, "somebody else" in refused.json["error"]) == (409, True)
    for user in ("mei", "ann", "ana", "data"):
        assert post(sign_in(user), "/proposals/p1/approval").status_code == 404
    assert asked == [(out, "p1", "Anna Names", "agreed"), (out, "p2", "Anna Names", "")]


def test_nobody_enters_nothing(sign_in: SignIn, out: Path) -> None:
    client = sign_in("mei")
    token = client.get("/session").json["csrf"]
    client.post("/sign-out", data={"csrf_token": token})
    fresh = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("/overrides", "/appeals", "/proposals/p1/approval"):
        answer = client.post(path, json=OVERRIDE, headers={"X-CSRFToken": fresh})
        assert answer.status_code == 401
        assert json.loads(answer.text)["title"]["en"] == "Sign in first"
    assert read_overrides(out) == []
    assert client.get(f"/teams/{T3}/index.html").status_code == 303
