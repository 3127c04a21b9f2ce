"""A server over a small published site, and people who are signed in to it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipelines.serve.access_log import open_log
from pipelines.serve.app import make_app
from serve.published_site import PASSWORD, SECRET, write_access, write_version

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with one published version."""
    write_version(tmp_path / "out", "v1")
    return tmp_path / "out"


@pytest.fixture
def access_file(tmp_path: Path) -> Path:
    """The access file of everybody."""
    return write_access(tmp_path / "access.yml")


@pytest.fixture
def app(out: Path, access_file: Path) -> Iterator[Flask]:
    """The server."""
    log = open_log(out / "access.log")
    yield make_app(out, access_file, SECRET, log=log)
    for handler in log.handlers:
        handler.close()


def csrf(client: FlaskClient) -> str:
    """The token of a client's session."""
    found = TOKEN.search(client.get("/sign-in").text)
    return found[1] if found else client.get("/session").json["csrf"]


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], FlaskClient]:
    """A client of somebody who is signed in."""

    def signed_in(user: str) -> FlaskClient:
        client = app.test_client()
        sent = {"user": user, "password": PASSWORD, "csrf_token": csrf(client)}
        assert client.post("/sign-in", data=sent).status_code == 303
        return client

    return signed_in
