"""`ladder serve` as people start it: a process, its socket, and what it refuses."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from pipelines.serve.passwords import hash_password

LADDER = Path(sys.executable).with_name("ladder")
ACCESS = {
    "users": [
        {
            "user": "data",
            "name": "Dan Data",
            "role": "data_team",
            "password_hash": hash_password("correct horse battery"),
        }
    ]
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A published version with next to nothing in it."""
    version = tmp_path / "out" / "versions" / "v1"
    for name in ("shared/ladder.css", "index.html", "teams/T1/index.html"):
        (version / "report" / name).parent.mkdir(parents=True, exist_ok=True)
        (version / "report" / name).write_text(name)
    (version / "run.json").write_text("{}")
    (tmp_path / "out" / "current").symlink_to("versions/v1")
    return tmp_path / "out"


@pytest.fixture
def access(tmp_path: Path) -> Path:
    path = tmp_path / "access.yml"
    path.write_text(yaml.safe_dump(ACCESS))
    path.chmod(0o600)
    return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def port(out: Path, access: Path, tmp_path: Path) -> Iterator[int]:
    """Port of a server that answers."""
    number = free_port()
    told = tmp_path / "told.txt"
    with told.open("wb") as errors:
        server = subprocess.Popen(
            [LADDER, "serve", "--out", out, "--access", access, "--port", str(number)],
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            until = time.monotonic() + 60
            while not told.read_text() and _closed(number):
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            yield number
        finally:
            server.terminate()
            server.wait(20)
    assert told.read_text() == ""


def _closed(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


def ask(port: int, path: str) -> tuple[int, str, str | None]:
    """Ask for a path as it stands; the status, the content and the server's name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.getheader("Server")


def test_a_started_server_answers(port: int, out: Path, access: Path) -> None:
    assert ask(port, "/shared/ladder.css") == (200, "shared/ladder.css", None)
    assert ask(port, "/session")[:2] == (200, "null")
    for path in (
        "/index.html",
        "/../run.json",
        "/shared/../run.json",
        "/shared/../../run.json",
        "/shared/%2e%2e/index.html",
        "//teams/T1/index.html",
        "http://localhost/../run.json",
    ):
        status, text, _ = ask(port, path)
        assert status in (303, 404), path
        assert "index.html" not in text.replace("%2Findex.html", "")
    key = access.with_name("access.yml.secret")
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text() not in (out / "access.log").read_text()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--host", "0.0.0.0"], "--behind-proxy https://NAME"),  # noqa: S104  refused
        (["--host", "::"], "--behind-proxy https://NAME"),
        (["--behind-proxy", "http://ladder.example"], "as https://NAME"),
        (["--behind-proxy", "https://ladder.example/x"], "as https://NAME"),
    ],
)
def test_it_does_not_listen_in_the_clear(
    given: list[str], told: str, out: Path, access: Path
) -> None:
    done = _serve(out, access, *given)

    assert done.returncode == 2
    assert told in done.stderr


def test_a_broken_access_file_is_named(out: Path, access: Path) -> None:
    access.write_text(access.read_text().replace("data_team", "boss"))
    done = _serve(out, access)
    assert done.returncode == 2
    assert "users.0.role (data): Input should be 'manager'" in done.stderr

    access.chmod(0o666)
    assert "chmod 600" in _serve(out, access).stderr


def test_a_key_that_others_may_read_is_refused(out: Path, access: Path) -> None:
    key = access.with_name("access.yml.secret")
    key.write_text("k" * 64)
    key.chmod(0o644)
    done = _serve(out, access)

    assert (done.returncode, "others may read" in done.stderr) == (2, True)
    assert "kkkk" not in done.stderr


def test_a_taken_port_is_told(port: int, out: Path, access: Path) -> None:
    done = _serve(out, access, "--port", str(port))

    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr


def _serve(out: Path, access: Path, *given: str) -> subprocess.CompletedProcess[str]:
    known = ["serve", "--out", out, "--access", access, "--port", str(free_port())]
    return subprocess.run(
        [LADDER, *known, *given], capture_output=True, text=True, timeout=60, check=False
    )
