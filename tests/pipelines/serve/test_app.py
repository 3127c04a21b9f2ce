"""What holds for all answers: headers, hosts, the log, and what goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipelines.serve.app import make_app
from serve.published_site import SECRET


@pytest.mark.parametrize("path", ["/sign-in", "/shared/ladder.js", "/no/such", "/", "/session"])
def test_headers_stand_on_every_answer(path: str, app: Flask) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"].split("; ")

    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    cached = headers["Cache-Control"]
    assert cached == ("public, max-age=3600" if "shared" in path else "private, no-store")


def test_the_servers_own_pages_have_no_script_within(
    sign_in: Callable[[str], FlaskClient],
) -> None:
    for user, path in (("three", "/"), ("ann", "/me"), ("mei", "/appeals"), ("anna", "/proposals")):
        text = sign_in(user).get(path).text
        assert '<script src="/shared/ladder.js"></script>' in text
        assert text.count("<script") == 1
        assert " onclick" not in text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_another_hosts_name_is_not_answered(host: str, app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 400
    assert app.test_client().get("/sign-in", headers={"Host": "127.0.0.1:8080"}).status_code == 200


def test_behind_a_proxy_only_the_public_name_is_answered(out: Path, access_file: Path) -> None:
    app = make_app(out, access_file, SECRET, public_url="https://ladder.example")

    def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().get("/sign-in", headers=sent).status_code

    assert status(X_Forwarded_Host="ladder.example") == 200
    assert status(X_Forwarded_Host="evil.example") == 400
    assert status() == 400


def test_without_a_proxy_its_headers_are_not_believed(app: Flask) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    answer = app.test_client().get("/sign-in", headers=headers)

    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


def test_headers_cannot_be_put_in(sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("mei")
    for path in ("/x%0d%0aSet-Cookie:%20a=b", "/teams/T1/%0d%0a/", "/?next=%0d%0aX:y"):
        answer = client.get(path)
        assert "a=b" not in str(answer.headers)
        assert "X" not in answer.headers


def test_the_log_names_nobody(app: Flask, sign_in: Callable[[str], FlaskClient], out: Path) -> None:
    mei = sign_in("mei")
    for path in ("/teams/T1/agents/A1.html", "/teams/T4/index.html", "/shared/x.js", "/no/such"):
        mei.get(path)
    app.test_client().get("/teams/T1/index.html")
    log = out / "access.log"
    lines = [line.split(" ") for line in log.read_text().splitlines()]

    told = [line[2:] for line in lines[-5:]]
    assert told == [
        ["GET", "agent_page", "200"],
        ["GET", "team", "404"],
        ["GET", "shared", "404"],
        ["GET", "other", "404"],
        ["GET", "team", "303"],
    ]
    assert len({line[1] for line in lines[-5:-1]}) == 1
    assert lines[-1][1] == "-"
    assert not any(word in log.read_text() for word in ("mei", "Mei", "teams", "A1", "="))
    assert log.stat().st_mode & 0o777 == 0o600


def test_what_fails_is_told_without_its_path(
    app: Flask,
    sign_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError("a fault of Ann Lee")

    client = sign_in("mei")
    monkeypatch.setattr("pipelines.serve.pages.may_see", broken)
    answer = client.get("/teams/T1/agents/A1.html")

    assert answer.status_code == 500
    assert "a fault" not in answer.text
    assert "a request failed (agent page): RuntimeError at " in caplog.text
    assert "test_app.py" in caplog.text
    assert not any(word in caplog.text for word in ("A1", "Ann", "fault", "Traceback"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_the_published_result_is_only_read(
    method: str, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("mei")
    headers = {"X-CSRFToken": client.get("/session").json["csrf"]}
    answer = client.open("/teams/T1/index.html", method=method, headers=headers)

    assert answer.status_code == 405
    assert client.get("/teams/T1/index.html").status_code == 200


@pytest.mark.parametrize("path", ["/shared/" + "a" * 5000, "/shared/" + "a" * 300])
def test_a_path_too_long_is_nobodys_page(
    path: str, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert app.test_client().get(path).status_code == 404
    assert "a file of the site cannot be read: " in caplog.text
    assert "aaa" not in caplog.text


def test_a_link_in_a_circle_is_nobodys_page(app: Flask, out: Path) -> None:
    (out / "current" / "report" / "shared" / "round.js").symlink_to("round.js")

    assert app.test_client().get("/shared/round.js").status_code == 404


@pytest.mark.parametrize("sent", ["[" * 60_000, '{"a":' * 10_000 + "1" + "}" * 10_000])
def test_what_is_nested_too_deeply_is_refused(
    sent: str, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("ann")
    headers = {"X-CSRFToken": client.get("/session").json["csrf"]}
    answer = client.post("/appeals", data=sent, headers=headers, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("place", ["appeals", "overrides"])
def test_a_folder_in_a_records_place_is_told(
    place: str,
    sign_in: Callable[[str], FlaskClient],
    out: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (out / place / "record.jsonl").mkdir(parents=True)

    assert sign_in("mei").get(f"/{place}").status_code == 409
    assert f"{place}/record.jsonl" in caplog.text


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"run_id": "v1", "as_of": "soon"}', "[" * 100_000, None]
)
def test_a_broken_run_json_is_nothing_to_enter_on(
    text: str | None, sign_in: Callable[[str], FlaskClient], out: Path
) -> None:
    run = out / "current" / "run.json"
    run.unlink() if text is None else run.write_text(text)

    assert sign_in("mei").get("/appeals").status_code == 503
