"""Where the server listens, and that slow clients keep nobody out."""

import http.client
import socket
import threading
from contextlib import ExitStack
from typing import Any

import pytest
import waitress
from flask import Flask

from pipelines.serve.listening import ListenError, listen, require_safe


@pytest.mark.parametrize(
    ("host", "public"),
    [("0.0.0.0", None), ("example.org", None), ("127.0.0.1", "http://a"), ("::", "https://a/b")],  # noqa: S104
)
def test_nothing_goes_over_a_network_in_the_clear(host: str, public: str | None) -> None:
    with pytest.raises(ListenError):
        require_safe(host, public)
    require_safe("::1", None)
    require_safe(host, "https://ladder.example")


def test_slow_clients_keep_nobody_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(waitress, "serve", lambda _, **settings: given.update(settings))
    listen(app, "127.0.0.1", 0)
    assert given["channel_timeout"] <= 20
    sockets: dict[int, Any] = {}
    server = waitress.create_server(app, **given, map=sockets)
    threading.Thread(target=server.run, daemon=True).start()
    place = ("127.0.0.1", server.effective_port)
    with ExitStack() as stack:
        for _ in range(150):
            slow = stack.enter_context(socket.create_connection(place))
            slow.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        client = http.client.HTTPConnection(*place, timeout=5)
        stack.callback(client.close)
        client.request("GET", "/sign-in")

        assert client.getresponse().status == 200
    server.close()
    server.task_dispatcher.shutdown(timeout=1)
