"""What is entered: who may enter what about whom, and that it lands on record as said."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from assets.appeal_record import read_appeals
from assets.config_record import Proposed
from assets.keys import key_file
from assets.override_record import OverrideRecordError, read_overrides, record_path
from assets.publication import single_writer
from serve.published_site import PEOPLE, T3, write_version

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


@pytest.mark.parametrize("key", ["none", "broken"])
def test_while_names_cannot_be_read_pages_are_there_and_nobody_decides(
    key: str, sign_in: SignIn, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key_file(out).write_text("{") if key == "broken" else key_file(out).unlink()
    client = sign_in("mei")
    answer = post(client, "/overrides", **OVERRIDE)

    assert answer.status_code == 409
    assert client.get("/teams/T1/agents/A1.html").status_code == 200
    assert read_overrides(out) == []
    assert "names cannot be read, so nobody may decide about people" in caplog.text
    assert "Ann" not in caplog.text


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
        ({"action": "replace", "replacement_id": "C1"}, "replaced by the course itself"),
        ({"replacement_id": "C2"}, "replacement_id"),
        ({"course_id": "C3"}, "no course 'C3'"),
        ({"action": "replace", "replacement_id": "C3"}, "no course 'C3'"),
        ({"action": "postpone"}, "not_before"),
        ({"action": "postpone", "not_before": "soon"}, "not_before"),
        ({"action": "fire"}, "action"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
        ({"valid_until": "2001-01-01"}, "valid_until: lies before"),
        ({"valid_until": "2999-01-01"}, "valid_until"),
        ({"session_id": "S1"}, "session_id"),
        ({"action": "pin", "session_id": "S9"}, "session_id: course 'C1' has no session 'S9'"),
        ({"action": "pin", "session_id": "S2"}, "session_id: course 'C1' has no session 'S2'"),
        (
            {"action": "replace", "replacement_id": "C2", "session_id": "S1"},
            "session_id: course 'C2' has no session 'S1'",
        ),
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


def test_a_tampered_line_stops_entries_and_is_named(
    sign_in: SignIn, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mei = sign_in("mei")
    post(mei, "/overrides", **OVERRIDE)
    post(mei, "/overrides", **{**OVERRIDE, "course_id": "C2"})
    path = record_path(out)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0].replace("C1", "C9"), *lines[1:]]) + "\n")
    answer = post(mei, "/overrides", **OVERRIDE)

    assert answer.status_code == 409
    assert "Line 1 of the record was changed" in answer.json["error"]
    assert "第 1 行" in answer.json["error_zh"]
    # Where the files lie is for the log.
    for told in (answer.text, mei.get("/overrides").text):
        assert str(out) not in told
        assert "record.jsonl" not in told
    assert f"{path}:1" in caplog.text
    assert "Mei" not in caplog.text
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


WHAT_IF = {
    "changes": [{"key": "cuts.expert", "before": 60, "after": "<i>61</i>"}],
    "people": 56,
    **{"moved": 3, "up": 2, "down": 1, "placed": 0, "unplaced": 0},
    "tiers": {"none": [0, 0], "entry": [8737, 8738]},
    "weights": {"process": [0.25, None]},
    "training_minutes": [14605, 14700],
    "other_paths": 4,
    "takes_effect_with_a_run": ["windows.months"],
    "without_effect": [],
    "warnings": ["/home/ana/new.yml:3: targets: review overdue"],
}
PROPOSED = Proposed(
    id="p1",
    by="Ana Lyst",
    reason="<b>why</b>",
    effective_from="2026-04-01",
    run_id="v1",
    sha256="0" * 64,
    text="name: x",
    what_if=WHAT_IF,
)


class _Record:
    """A record with an open proposal of somebody else, one of Anna's own, and an answered one."""

    def proposals(self) -> list[Any]:
        own = PROPOSED.model_copy(update={"id": "p2", "by": "anna NAMES", "what_if": {}})
        return [
            (PROPOSED, "open"),
            (own, "open"),
            (own.model_copy(update={"id": "p3"}), "rejected"),
        ]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What reaches the record of configurations, which is `_Record`."""
    found: list[tuple[Any, ...]] = []
    for name in ("approve", "reject"):
        monkeypatch.setattr(
            f"pipelines.serve.records.{name}",
            lambda *given, name=name, **named: found.append((name, *given, *named.values())),
        )
    monkeypatch.setattr("pipelines.serve.records.read_record", lambda out: _Record())
    return found


def test_a_proposal_is_answered_by_the_signed_in_person(
    sign_in: SignIn, out: Path, answered: list[tuple[Any, ...]]
) -> None:
    anna = sign_in("anna")
    page = anna.get("/proposals").text
    assert 'action="/proposals/p1/approval"' in page
    assert "/proposals/p2/approval" not in page
    assert "/proposals/p3/" not in page
    assert "&lt;b&gt;why&lt;/b&gt;" in page

    assert post(anna, "/proposals/p1/approval", note="agreed").status_code == 201
    assert post(anna, "/proposals/p2/rejection").status_code == 201
    refused = [
        post(anna, "/proposals/p2/approval"),
        post(anna, "/proposals/p3/approval"),
        post(anna, "/proposals/p3/rejection"),
        post(anna, "/proposals/p9/rejection"),
        post(anna, "/proposals/p1/approval", note="x" * 501),
        post(anna, "/proposals/p1/rejection", note="x" * 501),
    ]
    assert [one.status_code for one in refused] == [409, 409, 409, 404, 400, 400]
    assert "somebody else" in refused[0].json["error"]
    assert "须由他人批准" in refused[0].json["error_zh"]
    for user in ("mei", "ann", "ana", "data"):
        for way in ("approval", "rejection"):
            assert post(sign_in(user), f"/proposals/p1/{way}").status_code == 404
    assert answered == [
        ("approve", out, "p1", "Anna Names", "agreed"),
        ("reject", out, "p2", "Anna Names", ""),
    ]


def test_what_a_proposal_would_change_is_told_and_small_groups_to_few(
    sign_in: SignIn, access_file: Path, answered: list[tuple[Any, ...]]
) -> None:
    access_file.write_text(
        access_file.read_text().replace("team_ids:", "may_approve: true\n  team_ids:")
    )
    for user, sees in (("anna", True), ("mei", False)):
        page = sign_in(user).get("/proposals").text
        for told in ("cuts.expert", "&lt;i&gt;61&lt;/i&gt;", "流程掌握", "0.250", "windows.months"):
            assert told in page, told
        assert ">new.yml:3: targets: review overdue<" in page
        assert "/home/ana" not in page
        for count in ("8737", "3 of 56 people move", "56 人中 3 人变动", "14605", "Entry"):
            assert (count in page) is sees, (user, count)


@pytest.mark.parametrize("how", ["manager_id", "name"])
def test_managers_decide_nothing_about_themselves(
    how: str, sign_in: SignIn, out: Path, access_file: Path
) -> None:
    by_another = post(sign_in("ann"), "/appeals", about="tier", text="why").json["appeal_id"]
    made = post(sign_in("mei"), "/overrides", **OVERRIDE).json["override_id"]
    changed = {"manager_id": ("  team_ids:\n  - T1", "  manager_id: A1\n  team_ids:\n  - T1"),
               "name": ("name: Mei Li", "name: LEE, ann")}[how]  # fmt: skip
    text = access_file.read_text()
    assert changed[0] in text
    access_file.write_text(text.replace(*changed))
    mei = sign_in("mei")

    refused = [
        post(mei, "/overrides", **{**OVERRIDE, "course_id": "C2"}),
        post(mei, f"/overrides/{made}/withdrawal", reason="x"),
        post(mei, f"/appeals/{by_another}/decision", outcome="upheld", reason="x"),
    ]
    assert [one.status_code for one in refused] == [409] * 3
    assert all("another manager of the team" in one.json["error"] for one in refused)
    assert all("其他经理" in one.json["error_zh"] for one in refused)
    assert f"{by_another}/decision" not in mei.get("/appeals").text
    assert f"{made}/withdrawal" not in mei.get("/overrides").text
    # Others of the team, and another manager about this one, as before.
    assert post(mei, "/overrides", **{**OVERRIDE, "agent_id": "A2"}).status_code == 201
    answer = {"outcome": "refused", "reason": "It is right"}
    assert post(sign_in("crm"), f"/appeals/{by_another}/decision", **answer).status_code == 201


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"about": "tier"}, "key: the tier has none"),
        ({"key": "height"}, "key: the result has none of the key 'height'"),
        ({"about": "indicator"}, "key: the result has none of the key 'process'"),
        ({"about": "indicator", "key": ""}, "key: missing"),
        ({"about": "path_item", "key": "C9"}, "key: the catalogue has no course 'C9'"),
        ({"about": "path_item", "key": " "}, "key: missing"),
        ({"about": "boss"}, "about: must be one of tier, score, indicator, path_item"),
        ({"run_id": "v0"}, "run_id: no published result"),
        ({"run_id": "../v1"}, "run_id: no published result"),
    ],
)
def test_an_appeal_against_nothing_is_refused(
    changed: dict[str, str], told: str, sign_in: SignIn, out: Path
) -> None:
    answer = post(sign_in("mei"), "/appeals", **{**APPEAL, **changed})

    assert answer.status_code == 400
    assert told in answer.json["error"]
    assert read_appeals(out) == []


def test_an_appeal_may_be_against_an_older_result_that_is_kept(sign_in: SignIn, out: Path) -> None:
    write_version(out, "v2")
    mei = sign_in("mei")
    for fields in (
        {"run_id": "v1"},
        {"run_id": "v2", "key": ""},
        {"about": "indicator", "key": "csat"},
        {"about": "path_item", "key": "C1"},
    ):
        assert post(mei, "/appeals", **{**APPEAL, **fields}).status_code == 201, fields
    again = post(mei, "/appeals", **APPEAL, run_id="v1")
    assert (again.status_code, "says the same" in again.json["error"]) == (409, True)

    page = mei.get("/appeals").text
    for name in ("流程掌握", "Satisfaction", "Refunds &lt;i&gt;now&lt;/i&gt;"):
        assert name in page
    assert "csat" not in page


def test_a_later_decision_takes_the_place_of_an_earlier(sign_in: SignIn, out: Path) -> None:
    mei = sign_in("mei")
    first = post(mei, "/overrides", **OVERRIDE)
    again = post(mei, "/overrides", **{**OVERRIDE, "reason": "once more"})
    later = post(mei, "/overrides", **{**OVERRIDE, "action": "pin"})

    assert "supersedes" not in first.json
    assert (again.status_code, "says the same" in again.json["error"]) == (409, True)
    assert later.json["supersedes"] == first.json["override_id"]
    page = mei.get("/overrides").text
    assert page.count("A later decision holds instead") == 1
    assert f"{first.json['override_id']}/withdrawal" not in page
    assert f"{later.json['override_id']}/withdrawal" in page
    assert "Refunds &lt;i&gt;now&lt;/i&gt;" in page
    assert len(read_overrides(out)) == 2


def test_nobody_enters_nothing(sign_in: SignIn, out: Path) -> None:
    client = sign_in("mei")
    token = client.get("/session").json["csrf"]
    client.post("/sign-out", data={"csrf_token": token})
    fresh = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("/overrides", "/appeals", "/proposals/p1/approval", "/proposals/p1/rejection"):
        answer = client.post(path, json=OVERRIDE, headers={"X-CSRFToken": fresh})
        assert answer.status_code == 401
        assert json.loads(answer.text)["title"]["en"] == "Sign in first"
    assert read_overrides(out) == []
    assert client.get(f"/teams/{T3}/index.html").status_code == 303
