"""xAPI statements against a real learning record store: Ralph, started here on a folder.

`make test_lrs` installs it in an environment of its own and runs these tests alone; elsewhere they
are not collected to run. They fail, and never pass over, where the store cannot be started.
"""

import base64
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from assets.delivery.items import load_items
from assets.delivery.xapi import statement_id, xapi_statements

pytestmark = pytest.mark.lrs

AS_OF = date(2025, 11, 19)
USER = "ladder"
PATIENCE = 60.0
# The store's folder back end writes its file once and refuses a second request, unless it is told
# to append; for that it has no setting (Ralph 5.1).
SERVE = """
import sys
import uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend
FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]))
"""
# The store's own model of a statement asks for more than its door does.
VALIDATE = """
import sys
from ralph.models.xapi.base.statements import BaseXapiStatement
for line in sys.stdin:
    BaseXapiStatement.model_validate_json(line)
"""


class Answer(NamedTuple):
    """Status and content of the store's answer."""

    status: int
    content: Any


class Store:
    """A running store."""

    def __init__(self, address: str, password: str) -> None:
        word = base64.b64encode(f"{USER}:{password}".encode()).decode()
        self.address = address
        self.headers = {
            "Authorization": f"Basic {word}",
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
        }

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        request = Request(  # noqa: S310  our own address
            f"{self.address}{path}", data=body, headers={**self.headers, **headers}
        )
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310
                text = answer.read()
                return Answer(answer.status, json.loads(text) if text else None)
        except HTTPError as error:
            return Answer(error.code, error.read().decode())

    def post(self, lines: bytes) -> Answer:
        """Send a file's statements in one request."""
        statements = [json.loads(line) for line in lines.splitlines()]
        return self.ask("/xAPI/statements", json.dumps(statements).encode())

    def read(self, **query: str) -> list[dict[str, Any]]:
        """All statements of a query, page by page."""
        answer = self.ask(f"/xAPI/statements?{urlencode({**query, 'limit': '100'})}")
        found = []
        while True:
            assert answer.status == 200, answer
            found += answer.content["statements"]
            if not answer.content.get("more"):
                return found
            answer = self.ask(answer.content["more"])


@pytest.fixture(scope="module")
def programs() -> Path:
    """Where the store is installed."""
    folder = os.environ.get("LADDER_LRS_BIN")
    assert folder, "LADDER_LRS_BIN does not say where the store is installed; run `make test_lrs`"
    return Path(folder)


@pytest.fixture
def store(programs: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store on a free port of this machine, with a user of its own."""
    password = secrets.token_hex(8)
    environment = {
        **os.environ,
        "RALPH_APP_DIR": str(tmp_path),
        "RALPH_AUTH_FILE": str(tmp_path / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(tmp_path / "store"),
    }
    (tmp_path / "store").mkdir()
    known = ["-u", USER, "-p", password, "-s", "all", "-M", "mailto:ladder@example.org", "-w"]
    subprocess.run(
        [programs / "ralph", "auth", *known], env=environment, check=True, capture_output=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "store.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            [programs / "python", "-c", SERVE, str(port)],
            env=environment,
            cwd=tmp_path,
            stdout=said,
            stderr=said,
        )
        try:
            running = Store(f"http://127.0.0.1:{port}", password)
            _wait(running, server, log)
            yield running
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(store: Store, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, f"the store ended:\n{log.read_text('utf-8')[-2000:]}"
        try:
            if store.ask("/__heartbeat__").status == 200:
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the store did not answer in {PATIENCE:.0f} s:\n{log.read_text('utf-8')[-2000:]}")


def _kept(store: Store) -> dict[str, dict[str, Any]]:
    found = store.read()
    by_id = {statement["id"]: statement for statement in found}
    assert len(by_id) == len(found), "the store holds a statement twice"
    return by_id


def test_a_delivery_is_kept_word_for_word_and_once(store, marts):
    content = xapi_statements(load_items(marts, AS_OF))
    sent = {s["id"]: s for s in map(json.loads, content.splitlines())}
    first = store.post(content)
    assert first.status == 200, first
    assert sorted(first.content) == sorted(sent)
    kept = _kept(store)
    assert set(kept) == set(sent)
    for own, statement in sent.items():
        assert {key: kept[own][key] for key in statement} == statement
    # Again, on the same day and another: the store has them all, and refuses nothing.
    for day in (AS_OF, date(2025, 11, 26)):
        again = store.post(xapi_statements(load_items(marts, day)))
        assert again.status == 204, again
    assert set(_kept(store)) == set(sent)


@pytest.mark.parametrize("spoil", [False, True], ids=["as sent", "spoilt"])
def test_the_stores_own_model_takes_every_statement(programs, marts, spoil):
    content = xapi_statements(load_items(marts, AS_OF))
    assert b"StatementRef" in content
    if spoil:
        content = content.replace(b"T00:00:00Z", b"yesterday", 1)
    done = subprocess.run(
        [programs / "python", "-c", VALIDATE], input=content, capture_output=True, check=False
    )
    assert (done.returncode != 0) == spoil, done.stderr.decode()[-2000:]


def test_an_agents_courses_can_be_asked_for(store, make_item):
    items = [make_item(), make_item(course_id="课,2"), make_item(agent_id="A2")]
    assert store.post(xapi_statements(items)).status == 200
    account = {"homePage": "https://ladder.invalid/agents", "name": "A1"}
    found = store.read(agent=json.dumps({"account": account}))
    assert {s["id"] for s in found} == {statement_id(i, 0) for i in items[:2]}
    assert {s["object"]["definition"]["name"]["und"] for s in found} == {"t"}


def test_a_change_and_a_withdrawal_void_what_was_said(store, make_item):
    life = [
        make_item(title="=课程 <1>", session_id="S 1/2"),
        make_item(title="=课程 <1>", session_id="S 1/2", revision=1, due=date(2025, 12, 9)),
        make_item(revision=1, state="withdrawn", state_since=AS_OF),
    ]
    for stage in life:
        for expected in (200, 204):
            answer = store.post(xapi_statements([stage]))
            assert answer.status == expected, answer
    kept = _kept(store)
    voiding = {
        s["object"]["id"]
        for s in kept.values()
        if s["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    }
    assert voiding == {statement_id(life[0], 0), statement_id(life[0], 1)}
    assert voiding < set(kept)
    assert len(kept) == 4


def test_the_store_refuses_what_is_not_xapi(store, make_item):
    """So that its consent to the rest means something; its door looks at no more than this."""
    good = json.loads(xapi_statements([make_item()]))
    for change in (
        {"id": "not a uuid"},
        {"verb": {"display": {"en-US": "no id"}}},
        {"actor": {"objectType": "Agent", "account": {"name": "no home page"}}},
    ):
        answer = store.ask("/xAPI/statements", json.dumps([{**good, **change}]).encode())
        assert answer.status in {400, 422}, (change, answer)
    changed = {**good, "timestamp": "2025-11-06T00:00:00Z"}
    assert store.post(xapi_statements([make_item()])).status == 200
    assert store.ask("/xAPI/statements", json.dumps([changed]).encode()).status == 409
    assert store.ask("/xAPI/statements", b"[]", Authorization="Basic eDp5").status == 401
