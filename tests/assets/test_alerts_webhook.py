"""Alerts to a real HTTP server on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assets import alerts_webhook
from assets.alerts import Alert
from assets.alerts_channels import ChannelError, Webhook, send_alerts

ALERTS = [Alert(code="degraded", details=("missing_table crm/surveys",)), Alert(code="trial")]


class Server(ThreadingHTTPServer):
    """Answers with the statuses it is given, one a request, and keeps what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses: list[int] = []
        self.seconds = 0.0
        self.got: list[tuple[str, dict[str, Any]]] = []

    @property
    def webhook(self) -> Webhook:
        return Webhook(url=f"http://127.0.0.1:{self.server_port}/hooks/s3cret")


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        time.sleep(self.server.seconds)
        status = self.server.statuses.pop(0) if self.server.statuses else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(alerts_webhook, "PAUSES", (0.01, 0.01))
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_all_alerts_go_in_one_post(server: Server) -> None:
    assert send_alerts(ALERTS, [server.webhook], about="north") == []
    [(path, told)] = server.got
    assert path == "/hooks/s3cret"
    assert [alert["code"] for alert in told["alerts"]] == ["degraded", "trial"]
    assert told["alerts"][0]["details"] == ["missing_table crm/surveys"]
    assert told["alerts"][0]["runbook"] == "docs/runbook.md#degraded"
    assert "缺少" in told["alerts"][0]["text_zh"]
    assert "north" in told["text"]


def test_nothing_is_sent_where_there_is_nothing_to_tell(server: Server) -> None:
    assert send_alerts([], [server.webhook], about="north") == []
    assert server.got == []


@pytest.mark.parametrize(
    ("statuses", "posts", "why"),
    [
        pytest.param([503, 429], 3, "", id="busy twice"),
        pytest.param([500, 502, 503], 3, "status 503", id="busy for good"),
        pytest.param([404], 1, "status 404", id="wrong address"),
        pytest.param([302], 1, "status 302", id="a redirect may leave https"),
    ],
)
def test_trying_again_helps_only_against_what_passes(
    server: Server, statuses: list[int], posts: int, why: str
) -> None:
    server.statuses = statuses
    told = send_alerts(ALERTS, [server.webhook], about="north")
    assert len(server.got) == posts
    assert [line.endswith(why) for line in told] == ([True] if why else [])
    assert not any("s3cret" in line for line in told)


def test_a_server_that_hangs_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts_webhook, "TIMEOUT", 0.05)
    server.seconds = 0.3
    [told] = send_alerts(ALERTS, [server.webhook], about="north", patient=False)
    assert told == "an alert could not be sent by webhook at 127.0.0.1: ReadTimeout"
    assert len(server.got) == 1


def test_nobody_there_is_told_without_the_address() -> None:
    webhook = Webhook(url="http://127.0.0.1:9/hooks/s3cret")
    [told] = send_alerts(ALERTS, [webhook], about="north", patient=False)
    assert "ConnectionError" in told
    assert "s3cret" not in told
    assert "s3cret" not in repr(webhook)


@pytest.mark.parametrize("url", ["http://chat.example.org/s3cret", "ftp://localhost/", "s3cret"])
def test_an_address_in_the_clear_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ChannelError) as refused:
        Webhook(url=url)
    assert "LADDER_ALERT_WEBHOOK" in str(refused.value)
    assert "s3cret" not in str(refused.value)
