"""Signing in and out: guesses, sessions, tokens, and where one is led afterwards."""

import re
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipelines.serve.access import Account
from pipelines.serve.access_edit import add_account
from pipelines.serve.app import make_app
from pipelines.serve.passwords import hash_password
from pipelines.serve.sessions import IDLE_SECONDS, LONGEST_SECONDS
from serve.conftest import TOKEN, csrf
from serve.published_site import HASH, PASSWORD, SECRET

PAGE = "/teams/T1/index.html"


def attempt(client: FlaskClient, user: str, password: str, after: str = "/") -> int:
    sent = {"user": user, "password": password, "next": after, "csrf_token": csrf(client)}
    return client.post("/sign-in", data=sent).status_code


def cookie(answer: object) -> SimpleCookie:
    return SimpleCookie(answer.headers["Set-Cookie"])  # type: ignore[attr-defined]


def test_wrong_words_are_told_the_same_for_everybody(app: Flask) -> None:
    client = app.test_client()
    token = csrf(client)

    def told(user: str) -> str:
        sent = {"user": user, "password": "no", "csrf_token": token}
        answer = client.post("/sign-in", data=sent)
        assert answer.status_code == 401
        return TOKEN.sub("", answer.text)

    assert told("mei") == told("nobody-at-all")
    assert client.get("/session").json is None


def test_without_a_token_nothing_is_taken(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = app.test_client()
    sent = {"user": "mei", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 400
    other = csrf(app.test_client())
    assert client.post("/sign-in", data={**sent, "csrf_token": other}).status_code == 400

    signed_in = sign_in("mei")
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) == 8
    for rule in posts:
        path = str(rule).replace("<override_id>", "x").replace("<appeal_id>", "x")
        path = path.replace("<proposal>", "x")
        assert signed_in.post(path, json={}).status_code == 400, path
    assert signed_in.get("/session").json["user"] == "Mei Li"


def test_the_session_tells_scripts_who_is_there(sign_in: Callable[[str], FlaskClient]) -> None:
    told = {user: sign_in(user).get("/session").json for user in ("mei", "ann", "ana", "anna")}

    assert {user: (one["user"], one["role"], one["can"]) for user, one in told.items()} == {
        "mei": ("Mei Li", "manager", ["override", "appeal", "decide"]),
        "ann": ("Ann Lee", "agent", ["appeal"]),
        "ana": ("Ana Lyst", "analyst", []),
        "anna": ("Anna Names", "analyst", ["decide", "approve"]),
    }
    assert all(one["csrf"] for one in told.values())


def test_a_guesser_is_stopped_and_the_right_word_does_not_help(app: Flask) -> None:
    client = app.test_client()
    tries = [attempt(client, "mei", f"guess {number}") for number in range(9)]

    assert tries == [401] * 8 + [429]
    assert attempt(app.test_client(), " MEI ", PASSWORD) == 429
    assert attempt(app.test_client(), "ann", PASSWORD) == 303


def test_many_names_from_one_address_are_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.serve.passwords._nobodys", lambda: HASH)
    client = app.test_client()
    tries = [attempt(client, f"user{number}", "guess") for number in range(61)]

    assert tries == [401] * 60 + [429]


def test_signing_in_does_not_count_as_guessing(app: Flask) -> None:
    assert [attempt(app.test_client(), "mei", PASSWORD) for _ in range(12)] == [303] * 12


def test_a_session_begins_anew_at_sign_in(app: Flask) -> None:
    # Somebody plants a session of theirs, and its token, in another's browser.
    client = app.test_client()
    token = csrf(client)
    planted = client.get_cookie("ladder").value  # type: ignore[union-attr]
    client.post("/sign-in", data={"user": "mei", "password": PASSWORD, "csrf_token": token})
    thief = app.test_client()
    thief.set_cookie("ladder", planted)

    assert thief.get("/session").json is None
    assert client.get("/session").json["user"] == "Mei Li"
    appeal = {"agent_id": "A1", "about": "tier", "text": "why"}
    answer = client.post("/appeals", json=appeal, headers={"X-CSRFToken": token})
    assert answer.status_code == 400


def test_signing_out_ends_the_session_for_a_kept_cookie_too(
    app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("mei")
    kept = client.get_cookie("ladder").value  # type: ignore[union-attr]
    sent = {"csrf_token": client.get("/session").json["csrf"]}
    assert client.post("/sign-out", data=sent).headers["Location"] == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("ladder", kept)

    assert client.get(PAGE).status_code == 303
    assert thief.get(PAGE).status_code == 303


@pytest.mark.parametrize(
    ("pauses", "lives"),
    [
        ([IDLE_SECONDS - 1] * 3, True),
        ([IDLE_SECONDS + 1], False),
        ([IDLE_SECONDS - 1] * (LONGEST_SECONDS // (IDLE_SECONDS - 1) + 1), False),
    ],
    ids=["in use", "left alone", "a whole day"],
)
def test_a_session_ends(
    pauses: list[int], lives: bool, app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    now = time.monotonic()
    app.extensions["ladder"].sessions._clock = lambda: now
    client = sign_in("mei")
    for pause in pauses:
        now += pause
        status = client.get(PAGE).status_code

    assert (status == 200) is lives


def test_the_cookie_says_nothing_and_a_changed_one_is_worth_nothing(
    app: Flask, sign_in: Callable[[str], FlaskClient], out: Path, access_file: Path
) -> None:
    client = sign_in("mei")
    value = client.get_cookie("ladder").value  # type: ignore[union-attr]
    assert "mei" not in value.lower()
    for other in (value[:-2] + "xx", value.replace(".", "", 1), "", "x" * 3000):
        thief = app.test_client()
        thief.set_cookie("ladder", other)
        assert thief.get(PAGE).status_code == 303
    # Another server's key, and this one after a restart.
    for key in ("t" * 64, SECRET):
        restarted = make_app(out, access_file, key).test_client()
        restarted.set_cookie("ladder", value)
        assert restarted.get(PAGE).status_code == 303


def test_who_is_taken_off_the_file_is_out_at_once(
    sign_in: Callable[[str], FlaskClient], access_file: Path
) -> None:
    mei, ann = sign_in("mei"), sign_in("ann")
    text = access_file.read_text()
    access_file.write_text(text.replace("- user: mei", "- user: may"))
    assert (mei.get(PAGE).status_code, ann.get("/session").json["user"]) == (303, "Ann Lee")
    # What they may see is read anew, too.
    access_file.write_text(text.replace("agent_id: A1", "agent_id: A2"))
    assert ann.get("/teams/T1/agents/A1.html").status_code == 404
    assert ann.get("/teams/T1/agents/A2.html").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old(app: Flask, access_file: Path) -> None:
    account = Account(
        user="new", name="New", role="data_team", password_hash=hash_password("first password")
    )
    add_account(access_file, account)
    client = app.test_client()
    assert attempt(client, "new", "first password") == 303
    text = access_file.read_text()
    hashed = hash_password("second password")
    access_file.write_text(text.replace(str(account.password_hash), hashed))

    assert client.get("/session").json is None
    assert attempt(client, "new", "second password") == 303


@pytest.mark.parametrize(
    "after",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example\t",
        "/\n/evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "evil.example",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_is_led_elsewhere(after: str, app: Flask) -> None:
    client = app.test_client()
    sent = {"user": "mei", "password": PASSWORD, "next": after, "csrf_token": csrf(client)}
    answer = client.post("/sign-in", data=sent)

    assert answer.headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": after}).headers["Location"] == "/"


def test_one_is_led_back_to_what_one_asked_for(app: Flask) -> None:
    client = app.test_client()
    led = client.get(f"{PAGE}?lang=zh")
    asked = "/sign-in?lang=zh&next=%2Fteams%2FT1%2Findex.html%3Flang%3Dzh"
    assert led.headers["Location"] == asked
    assert f'value="{PAGE}?lang=zh"' in client.get(led.headers["Location"]).text
    sent = {"user": "mei", "password": PASSWORD, "next": f"{PAGE}?lang=zh"}
    answer = client.post("/sign-in", data={**sent, "csrf_token": csrf(client)})

    assert answer.headers["Location"] == f"{PAGE}?lang=zh"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("/?lang=zh", "?lang=zh"), ("/?lang=en&x=1", "?lang=en"), ("/?lang=%0d%0aX", ""), ("/", "")],
)
def test_the_language_is_kept_through_signing_in(asked: str, kept: str, app: Flask) -> None:
    client = app.test_client()
    led = client.get(asked).headers["Location"]
    assert led.startswith(f"/sign-in{kept}")
    after = re.search(r'name="next" value="([^"]*)"', client.get(led).text)
    assert after
    sent = {"user": "mei", "password": PASSWORD, "next": after[1].replace("&amp;", "&")}
    back = client.post("/sign-in", data={**sent, "csrf_token": csrf(client)}).headers["Location"]

    assert client.get(back).headers["Location"] == f"{PAGE}{kept}"


def test_cookies_over_https_and_without(app: Flask, out: Path, access_file: Path) -> None:
    plain = cookie(app.test_client().get("/sign-in"))["ladder"]
    served = make_app(out, access_file, SECRET, public_url="https://ladder.example")
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "ladder.example"}
    answer = served.test_client().get("/sign-in", headers=headers)
    safe = cookie(answer)["__Host-ladder"]

    assert (plain["httponly"], plain["samesite"], plain["secure"]) == (True, "Lax", "")
    assert (safe["httponly"], safe["samesite"], safe["secure"], safe["path"]) == (
        True,
        "Lax",
        True,
        "/",
    )
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
