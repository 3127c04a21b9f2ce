"""Every file of the site and every route, as everybody: who sees exactly what."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipelines.serve import scopes
from serve.published_site import (
    A4,
    ANALYSIS,
    COMMON,
    OTHER_A4,
    PEOPLE,
    SHARED,
    T3,
    files,
    switch_to,
    write_version,
)

T1 = {"teams/T1/index.html", "teams/T1/T1.xlsx"} | {
    f"teams/T1/agents/{one}.html" for one in ("A1", "A2")
}
THREE = {f"teams/{T3}/index.html", f"teams/{T3}/{T3}.xlsx", f"teams/{T3}/agents/A3.html"}
T4 = {"teams/T4/index.html", "teams/T4/T4.xlsx"} | {
    f"teams/T4/agents/{one}.html" for one in (A4, "A7")
}
T5 = {"teams/T5/index.html", "teams/T5/T5.xlsx", f"teams/T5/agents/{OTHER_A4}.html"}
NO_TEAM = {f"teams/_no-team/{one}" for one in ("index.html", "_no-team.xlsx", "agents/A5.html")}
ALLOWED = {
    None: set(),
    "mei": COMMON | T1,
    "three": COMMON | THREE | T4,
    # One person of team T4 has another manager: nobody's by the CRM alone.
    "crm": COMMON | T1 | T5,
    "ann": {"teams/T1/agents/A1.html"},
    "bo": {f"teams/T4/agents/{A4}.html"},
    "gone": set(),
    "ana": COMMON | ANALYSIS,
    "anna": COMMON | ANALYSIS | T1 | THREE | T4 | T5 | NO_TEAM,
    "data": COMMON | ANALYSIS | {"run.json"},
}
FIRST = {
    "mei": "/teams/T1/index.html",
    "ann": "/teams/T1/agents/A1.html",
    "bo": f"/teams/T4/agents/{A4}.html",
    "ana": "/index.html",
    "anna": "/index.html",
    "data": "/index.html",
}


def seen_by(client: FlaskClient, out: Path) -> set[str]:
    """Files of the site that a client gets; and nothing else is what it gets."""
    found = set()
    for path in files(out / "current"):
        answer = client.get(f"/{path}")
        if answer.status_code == 200:
            assert path == "run.json" or answer.text == f"v1 {path}"
            found.add(path)
        else:
            assert path not in answer.text.replace(f"next=%2F{path}", "")
            assert answer.status_code in (303, 404)
    return found


def test_the_walk_is_over_the_whole_site(out: Path) -> None:
    everything = COMMON | ANALYSIS | SHARED | T1 | THREE | T4 | T5 | NO_TEAM | {"run.json"}
    assert files(out / "current") == everything
    assert set(ALLOWED) == {None, *PEOPLE}


@pytest.mark.parametrize("user", ALLOWED)
def test_everybody_sees_exactly_their_part(
    user: str | None, app: Flask, sign_in: Callable[[str], FlaskClient], out: Path
) -> None:
    client = sign_in(user) if user else app.test_client()

    assert seen_by(client, out) == SHARED | ALLOWED[user]


@pytest.mark.parametrize("user", PEOPLE)
def test_the_places_pages_link_to_are_those_one_may_open(
    user: str, sign_in: Callable[[str], FlaskClient], out: Path
) -> None:
    places = sign_in(user).get("/session").json["places"]

    linked = {path for path in files(out / "current") if path.startswith(tuple(places))}
    assert linked == ALLOWED[user] - {"run.json"}


def test_the_walk_would_see_a_door_left_open(
    sign_in: Callable[[str], FlaskClient], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.serve.pages.may_see", lambda who, path, site: "A2" not in path)

    seen = seen_by(sign_in("mei"), out)

    assert seen - SHARED - ALLOWED["mei"]
    assert ALLOWED["mei"] - seen


@pytest.mark.parametrize("user", [None, *PEOPLE])
def test_every_other_route_as_everybody(
    user: str | None, app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in(user) if user else app.test_client()
    client.get("/sign-in")
    role = PEOPLE[user]["role"] if user else None
    approver, named = user == "anna", user == "anna"
    allowed = {
        "/": user is not None,
        "/me": user is not None,
        "/appeals": role in ("manager", "agent") or named,
        "/overrides": role == "manager",
        "/proposals": approver,
    }
    known = {str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    by_anybody = {"/sign-in", "/sign-in/provider", "/sign-in/back", "/session", "/favicon.ico"}
    assert known == {*allowed, *by_anybody, "/<path:path>"}
    assert client.get("/favicon.ico").status_code == 204
    for path, may in allowed.items():
        status = client.get(path).status_code
        assert status == (404 if user and not may else 303 if not user else status), path
        if may:
            assert status in (200, 303)
            assert "/sign-in" not in client.get(path).headers.get("Location", "")
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/back?code=1&state=2").status_code == 404


@pytest.mark.parametrize("user", [*FIRST])
def test_the_first_page(user: str, sign_in: Callable[[str], FlaskClient]) -> None:
    answer = sign_in(user).get("/")

    assert (answer.status_code, answer.headers["Location"]) == (303, FIRST[user])


def test_managers_of_several_teams_choose_and_people_without_a_page_are_told(
    sign_in: Callable[[str], FlaskClient],
) -> None:
    several = sign_in("three").get("/").text
    assert f'href="/teams/{T3}/index.html"' in several
    assert "Returns &lt;i&gt;&amp;&lt;/i&gt;" in several
    assert "T9" not in several
    assert "no page of yours" in sign_in("gone").get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "/../run.json",
        "/teams/../run.json",
        "/teams/T1/../T4/index.html",
        "/shared/../run.json",
        "/shared/../teams/T4/index.html",
        "/shared/%2e%2e/run.json",
        "/shared/%2e%2e%2fteams/T4/index.html",
        "/shared/..%2f..%2frun.json",
        "/shared/..%5c..%5crun.json",
        "/shared/%252e%252e/run.json",
        "/shared//../run.json",
        "/shared/./ladder.css",
        "/shared/.hidden",
        "/shared/%00ladder.css",
        "/shared/C:/x",
        "/teams/T1%2f..%2fT4/index.html",
        "/teams/t1/index.html",
        "/TEAMS/T4/index.html",
        "/teams/T4/index.html%20",
        "/marts/agents.parquet",
        "/warehouse.duckdb",
        "/report/index.html",
        "/shared/out",
        "/shared/out/run.json",
        "/shared",
        "/shared/",
    ],
)
def test_no_way_out_of_the_own_part(
    path: str, sign_in: Callable[[str], FlaskClient], out: Path
) -> None:
    report = out.resolve() / "versions" / "v1" / "report"
    (report / "shared" / "out").symlink_to(out.resolve() / "current")
    (report / "shared" / ".hidden").write_text("hidden")

    answer = sign_in("mei").get(path)

    assert answer.status_code == 404
    assert not answer.text.startswith("v1")


def test_a_folder_leads_to_its_page(sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("mei")

    assert client.get("/teams/T1/").text == "v1 teams/T1/index.html"
    assert client.get("/teams/T4/").status_code == 404


def test_kinds_and_caching(sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("mei")
    shared, page = client.get("/shared/ladder.js"), client.get("/teams/T1/index.html")

    assert shared.content_type.startswith("text/javascript")
    assert page.content_type == "text/html; charset=utf-8"
    assert client.get("/teams/T1/T1.xlsx").content_type.endswith("spreadsheetml.sheet")
    assert shared.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in shared.headers
    assert page.headers["Cache-Control"] == "private, no-store"
    same = client.get("/shared/ladder.js", headers={"If-None-Match": shared.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    other = client.get("/shared/ladder.js", headers={"If-None-Match": '"else"'})
    assert other.status_code == 200


def test_a_new_version_is_served_at_once_and_one_that_goes_is_passed_over(
    app: Flask, sign_in: Callable[[str], FlaskClient], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("mei")
    before = client.get("/teams/T1/index.html")
    write_version(out, "v2")
    after = client.get("/teams/T1/index.html")

    assert (before.text, after.text) == ("v1 teams/T1/index.html", "v2 teams/T1/index.html")
    assert before.headers["ETag"] != after.headers["ETag"]

    # A third is published between the look at `current` and the reading, and the second deleted.
    rule = scopes.may_see

    def slow(who: object, path: str, site: object) -> bool:
        if (out / "versions" / "v2").exists():
            write_version(out, "v3")
            for file in (out / "versions" / "v2").rglob("*.html"):
                file.unlink()
            (out / "versions" / "v2").rename(out / "gone")
        return rule(who, path, site)  # type: ignore[arg-type]

    monkeypatch.setattr("pipelines.serve.pages.may_see", slow)
    assert client.get("/teams/T1/index.html").text == "v3 teams/T1/index.html"


def test_scopes_follow_the_version(sign_in: Callable[[str], FlaskClient], out: Path) -> None:
    import duckdb

    client = sign_in("ann")
    assert client.get("/teams/T1/agents/A1.html").status_code == 200
    folder = write_version(out, "v2")
    roster = folder / "marts" / "agents.parquet"
    # Ann moved: her page is in another team's folder.
    duckdb.execute(
        f"copy (select * replace (if(agent_id = 'A1', 'T4', team_id) as team_id) "
        f"from read_parquet('{roster}')) to '{folder}/marts/new.parquet'"
    )
    (folder / "marts" / "new.parquet").replace(roster)
    switch_to(out, "v1")
    client.get("/")
    switch_to(out, "v2")

    assert client.get("/teams/T1/agents/A1.html").status_code == 404
    assert client.get("/").headers["Location"] == "/teams/T4/agents/A1.html"


def test_nothing_published_is_said(sign_in: Callable[[str], FlaskClient], out: Path) -> None:
    client = sign_in("mei")
    (out / "current").unlink()

    assert [client.get(path).status_code for path in ("/", "/index.html", "/appeals")] == [503] * 3


def test_a_version_that_is_gone_is_said(sign_in: Callable[[str], FlaskClient], out: Path) -> None:
    client = sign_in("mei")
    paths = ("/", "/teams/T1/index.html", "/shared/ladder.js", "/appeals")
    assert client.get(paths[1]).status_code == 200
    (out / "versions" / "v1").rename(out / "gone")
    assert [client.get(path).status_code for path in paths] == [503] * 4
    (out / "gone").rename(out / "versions" / "v1")
    assert client.get(paths[1]).status_code == 200


def test_a_version_that_goes_while_it_is_read_is_said(
    sign_in: Callable[[str], FlaskClient], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = scopes.may_see

    def slow(who: object, path: str, site: object) -> bool:
        if (out / "versions" / "v1").exists():
            (out / "versions" / "v1").rename(out / "gone")
        return rule(who, path, site)  # type: ignore[arg-type]

    client = sign_in("mei")
    monkeypatch.setattr("pipelines.serve.pages.may_see", slow)
    assert client.get("/teams/T1/index.html").status_code == 503
