"""Signing in by OpenID Connect at a real provider: Canaille, started here with users of its own.

`make test_oidc` installs it in an environment of its own and runs these tests alone; elsewhere they
are not collected to run. They fail, and never pass over, where it cannot be started.
"""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

import pytest
import requests
import yaml

pytestmark = pytest.mark.oidc

PATIENCE = 90.0
PASSWORD = "correct horse battery"  # noqa: S105  nobody's
CLIENT, CLIENT_SECRET = "ladder", "c" * 40
# What its own pytest plugin does, in a process of its own; users sign in with their passwords.
SERVE = """
import datetime, sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
port, client, secret, redirect, password = sys.argv[1:]
class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass
key = RSAKey.generate_key(2048, auto_kid=True)
app = create_app(config={
    "SECRET_KEY": "p" * 40, "ENV_FILE": None, "WTF_CSRF_ENABLED": False, "TESTING": True,
    "PREFERRED_URL_SCHEME": "http", "SERVER_NAME": f"localhost:{port}",
    # Its database in memory takes any code for any other (0.3.6).
    "CANAILLE": {"DATABASE": "sql", "JAVASCRIPT": False,
                 "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}}},
    "CANAILLE_SQL": {"DATABASE_URI": "sqlite:///provider.sqlite"},
    "CANAILLE_OIDC": {"TRUSTED_DOMAINS": ["localhost"], "ACTIVE_JWKS": [key.as_dict(private=True)]},
})
with app.app_context():
    for name in ("mei", "tom", "eva", "ann", "stranger"):
        Backend.instance.save(models.User(
            user_name=name, formatted_name=name, family_name=name, password=password,
            emails=[f"{name}@example.org"]))
    known = models.Client(
        client_id=client, client_secret=secret, client_name="ladder", client_uri="http://localhost",
        redirect_uris=[redirect], scope=["openid", "profile", "email"],
        grant_types=["authorization_code"], response_types=["code"],
        token_endpoint_auth_method="client_secret_basic",
        client_id_issued_at=datetime.datetime.now(datetime.timezone.utc))
    Backend.instance.save(known)
    known.audience = [known]
    Backend.instance.save(known)
make_server("localhost", int(port), app, handler_class=Quiet).serve_forever()
"""


class Servers(NamedTuple):
    """Addresses of the provider and of the pages, and the folder that these serve."""

    provider: str
    pages: str
    out: Path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """A provider, and the pages behind it."""
    folder = os.environ.get("LADDER_OIDC_BIN")
    assert folder, "LADDER_OIDC_BIN does not say where the provider is; run `make test_oidc`"
    tmp = tmp_path_factory.mktemp("oidc")
    ports = free_port(), free_port()
    provider, pages = (f"http://localhost:{port}" for port in ports)
    # Authlib refuses http; on this machine alone it may.
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    arguments = [str(ports[0]), CLIENT, CLIENT_SECRET, f"{pages}/sign-in/back", PASSWORD]
    commands = [
        [Path(folder) / "python", "-c", SERVE, *arguments],
        [
            Path(".venv/bin/ladder").absolute(),
            "serve",
            "--out",
            published(tmp / "out"),
            "--access",
            access_file(tmp / "access.yml", provider),
            "--port",
            str(ports[1]),
        ],
    ]
    started = []
    with (tmp / "told.txt").open("wb") as told:
        try:
            for command, address in zip(commands, (provider, pages), strict=True):
                one = subprocess.Popen(command, env=environment, stdout=told, stderr=told, cwd=tmp)
                started.append(one)
                wait(one, address, tmp / "told.txt")
            yield Servers(provider, pages, tmp / "out")
        finally:
            for one in started:
                one.terminate()
                one.wait(20)


def wait(server: subprocess.Popen[bytes], address: str, told: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, told.read_text()
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < until, f"{address} does not answer"
            time.sleep(0.2)


def published(out: Path) -> Path:
    import duckdb

    version = out / "versions" / "v1"
    for path in ("index.html", "teams/T1/index.html", "teams/T1/agents/A1.html"):
        (version / "report" / path).parent.mkdir(parents=True, exist_ok=True)
        (version / "report" / path).write_text(path)
    (version / "marts").mkdir()
    duckdb.execute(
        "copy (select 'A1' as agent_id, 'Ann' as name, 'T1' as team_id, 'T1' as team_name,"
        " null as manager_id, 'active' as status)"
        f" to '{version}/marts/agents.parquet' (format parquet)"
    )
    (version / "run.json").write_text('{"run_id": "v1", "as_of": "2026-03-31"}')
    (out / "current").symlink_to("versions/v1")
    return out


def access_file(path: Path, provider: str) -> Path:
    path.with_name("client").write_text(CLIENT_SECRET)
    users = [
        {"user": "mei", "name": "Mei Li", "role": "manager", "team_ids": ["T1"], "subject": "mei"},
        {"user": "t", "name": "Tom", "role": "analyst", "subject": "tom"},
        {"user": "e", "name": "Eva", "role": "data_team", "subject": "eva"},
        # By an address that nobody has verified: such a word is not taken.
        {"user": "a", "name": "Ann", "role": "agent", "agent_id": "A1", "email": "ann@example.org"},
    ]
    oidc = {"issuer": provider, "client_id": CLIENT, "client_secret_file": "client"}
    path.write_text(yaml.safe_dump({"oidc": oidc, "users": users}))
    path.chmod(0o600)
    return path


class Browser(requests.Session):
    """Somebody with a browser: follows what the two servers lead to, and fills in their forms."""

    def at_provider(self, servers: Servers, user: str, after: str = "/") -> requests.Response:
        """Sign in with a password there; what came of it, before one is led back."""
        # It gives one person the same token twice in a second, and then fails (0.3.6).
        time.sleep(1)
        answer = self.get(f"{servers.pages}/sign-in/provider", params={"next": after}, timeout=20)
        answer = self.fill(answer, login=user)
        return self.fill(answer, password=PASSWORD, follow=False)

    def fill(
        self, page: requests.Response, *, follow: bool = True, **fields: str
    ) -> requests.Response:
        """Send the page's form, and follow until the pages' own server is asked."""
        assert page.status_code == 200, page.text
        sent = {**dict(hidden(page.text)), **fields}
        answer = self.post(page.url, data=sent, allow_redirects=follow, timeout=20)
        while not follow and answer.is_redirect and urlsplit(place(answer)).path != "/sign-in/back":
            answer = self.get(place(answer), allow_redirects=False, timeout=20)
        return answer


def hidden(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<input[^>]*name="(\w+)"[^>]*type="hidden"[^>]*value="([^"]*)"', text)


def place(answer: requests.Response) -> str:
    return urljoin(answer.url, answer.headers["Location"])


def changed(address: str, **query: str) -> str:
    parts = urlsplit(address)
    given = {name: values[0] for name, values in parse_qs(parts.query).items()} | query
    return urlunsplit(parts._replace(query=urlencode(given)))


def signed_in(browser: Browser, servers: Servers) -> dict[str, object] | None:
    found: dict[str, object] | None = browser.get(f"{servers.pages}/session", timeout=20).json()
    return found


def test_somebody_known_there_and_here_gets_their_pages(servers: Servers) -> None:
    mei = Browser()
    back = mei.at_provider(servers, "mei", "/teams/T1/index.html")
    asked = parse_qs(urlsplit(place(back)).query)
    answer = mei.get(place(back), timeout=20)

    assert {"code", "state"} <= set(asked)
    assert (answer.status_code, answer.text) == (200, "teams/T1/index.html")
    who = signed_in(mei, servers)
    assert who is not None
    assert (who["user"], who["role"]) == ("Mei Li", "manager")


def test_the_code_flow_is_asked_for_with_pkce_state_and_nonce(servers: Servers) -> None:
    answer = requests.get(f"{servers.pages}/sign-in/provider", allow_redirects=False, timeout=20)
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"code_challenge", "state", "nonce"} <= set(asked)
    assert asked["redirect_uri"] == [f"{servers.pages}/sign-in/back"]


@pytest.mark.parametrize("user", ["stranger", "ann"], ids=["unknown here", "address not verified"])
def test_known_there_alone_is_not_enough(user: str, servers: Servers) -> None:
    browser = Browser()
    answer = browser.get(place(browser.at_provider(servers, user)), timeout=20)

    assert answer.status_code == 401
    assert signed_in(browser, servers) is None


def test_a_code_is_worth_nothing_elsewhere(servers: Servers) -> None:
    """Whoever brings another's answer has no state, no verifier and no nonce for it."""
    mei, thief = Browser(), Browser()
    back = place(mei.at_provider(servers, "mei"))
    thief.get(f"{servers.pages}/sign-in/provider", allow_redirects=False, timeout=20)
    own = thief.get(f"{servers.pages}/sign-in/provider", allow_redirects=False, timeout=20)
    state = parse_qs(urlsplit(own.headers["Location"]).query)["state"][0]

    assert thief.get(back, timeout=20).status_code == 401
    assert thief.get(changed(back, state=state), timeout=20).status_code == 401
    assert signed_in(thief, servers) is None
    assert mei.get(changed(back, code="made-up"), timeout=20).status_code == 401
    assert signed_in(mei, servers) is None


def test_a_code_works_once(servers: Servers) -> None:
    mei = Browser()
    back = place(mei.at_provider(servers, "mei"))
    assert mei.get(back, timeout=20).status_code == 200
    token = str((signed_in(mei, servers) or {})["csrf"])
    mei.post(f"{servers.pages}/sign-out", data={"csrf_token": token}, timeout=20)

    assert signed_in(mei, servers) is None
    assert mei.get(back, timeout=20).status_code == 401


def test_nobody_is_led_elsewhere_afterwards(servers: Servers) -> None:
    mei = Browser()
    back = mei.at_provider(servers, "mei", "https://evil.example/")
    answer = mei.get(place(back), allow_redirects=False, timeout=20)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_refusal_there_is_told_here(servers: Servers) -> None:
    browser = Browser()
    answer = browser.get(f"{servers.pages}/sign-in/back?error=access_denied&state=x", timeout=20)

    assert answer.status_code == 401
    assert "That did not work" in answer.text


def test_several_sign_in_at_once(servers: Servers) -> None:
    found: dict[str, object] = {}

    def one(user: str) -> None:
        browser = Browser()
        browser.get(place(browser.at_provider(servers, user)), timeout=20)
        found[user] = (signed_in(browser, servers) or {}).get("user")

    threads = [threading.Thread(target=one, args=[user]) for user in ("mei", "tom", "eva")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {"mei": "Mei Li", "tom": "Tom", "eva": "Eva"}
