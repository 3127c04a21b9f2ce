"""Exports and results on a real S3 server: Moto, started here in a process of its own.

`make test_s3` installs it in an environment of its own and runs these tests alone; elsewhere they
are not collected to run. They fail, and never pass over, where the server cannot be started.
"""

import json
import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from assets.content_hash import require_whole
from assets.object_store import S3Store, StoredObject, open_store
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError, in_words
from assets.object_store_fetch import fetch
from assets.object_store_mirror import mirror
from assets.object_store_result import read_pointer, sha256_of, ship
from pipelines.cli import ladder
from tests.assets.object_store_world import FILES, write_result

pytestmark = pytest.mark.s3

LADDER = Path(sys.executable).parent / "ladder"
PATIENCE = 60.0
#: Ends the process where it would do the so-manyth call of a method.
DIE = """
import os, sys
from assets.object_store import S3Store
method, number, *sys.argv[1:] = sys.argv[1:]
real, calls = getattr(S3Store, method), []
def dying(self, *args):
    calls.append(args)
    if len(calls) == int(number):
        os._exit(9)
    return real(self, *args)
setattr(S3Store, method, dying)
sys.argv[0] = "ladder"
from pipelines.cli import main
main()
"""


class Server:
    """A running S3 server, its log and its buckets."""

    def __init__(self, port: int, log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.log = log

    def requests(self, method: str, part: str) -> int:
        """Tell how many requests of a method there were for paths that contain a text."""
        lines = re.findall(rf'"{method} (\S+) HTTP', self.log.read_text("utf-8"))
        return sum(part in line for line in lines)


def _start(folder: Path, **settings: str) -> Iterator[Server]:
    program = Path(os.environ["LADDER_MOTO_BIN"]) / "moto_server"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [program, "-H", "127.0.0.1", "-p", str(port)],
            stdout=file,
            stderr=file,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **settings},
        )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, "the server does not answer"
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(port, log)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from _start(tmp_path_factory.mktemp("moto"))


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    _use(running, monkeypatch, tmp_path)
    return running


def _use(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret-of-nobody")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def bucket(server: Server) -> str:
    """A new bucket."""
    name = f"centre-{secrets.token_hex(4)}"
    _store(f"s3://{name}").client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def put(server: Server, bucket: str) -> Callable[[str, bytes], None]:
    """Put an object into the bucket: as a form does, since a path would lose its dots."""

    def write(key: str, content: bytes) -> None:
        answer = requests.post(
            f"{server.address}/{bucket}",
            data={"key": key},
            files={"file": ("f", content)},
            timeout=PATIENCE,
        )
        assert answer.status_code == 204, answer.text

    return write


def _store(address: str) -> S3Store:
    return open_store(StoreAddress.parse(address))


def _call(*args: object) -> Result:
    return CliRunner().invoke(ladder, [str(one) for one in args])


def _ladder(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LADDER, *map(str, args)], capture_output=True, text=True, check=False)


def _dying(method: str, number: int, *args: object) -> int:
    """Status of a `ladder` that is killed at the so-manyth call of a method of the store."""
    command = [sys.executable, "-c", DIE, method, str(number), *map(str, args)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def _mirror(store: S3Store, folder: Path, *needed: str) -> Any:
    return mirror(store, folder, is_needed=lambda path: path in needed)


def _names(store: S3Store, below: str = "") -> set[str]:
    return {one.name for one in store.list(below)}


# Exports


def test_a_mirror_fetches_what_changed_and_removes_what_is_gone(
    server: Server, bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    for name in ("crm/agents.csv", "crm/surveys/1.csv", "crm/surveys/2.csv", "lms/课程.csv"):
        put(f"in/{name}", name.encode())
    put("in/crm/", b"")  # what consoles put for a folder
    put("in/crm/.agents.csv.swp", b"hidden")
    put("other/crm/agents.csv", b"not below the prefix")
    store, folder = _store(f"s3://{bucket}/in"), tmp_path / "work" / "exports"
    assert _mirror(store, folder).fetched == 4
    files = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    assert sorted(files) == [
        "crm/agents.csv", "crm/surveys/1.csv", "crm/surveys/2.csv", "lms/课程.csv",
    ]  # fmt: skip
    assert all(path.read_text("utf-8") == name for name, path in files.items())
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    before = server.requests("GET", f"/{bucket}/")
    again = _mirror(store, folder)
    assert (again.fetched, again.kept, again.removed) == (0, 4, 0)
    assert server.requests("GET", f"/{bucket}/") == before

    put("in/crm/surveys/2.csv", b"crm/surveys/2.CSV")  # as long as it was
    put("in/crm/surveys/3.csv", b"new")
    store.remove(["crm/agents.csv"])
    changed = _mirror(store, folder)
    assert (changed.fetched, changed.kept, changed.removed) == (2, 2, 1)
    assert server.requests("GET", f"/{bucket}/") == before + 2
    assert (folder / "crm/surveys/2.csv").read_bytes() == b"crm/surveys/2.CSV"
    assert not (folder / "crm/agents.csv").exists()


@pytest.mark.parametrize("state", ["", "[]", '{"source": 1}', "\x00", None, '{"source": "s3://x"}'])
def test_without_what_it_knew_all_is_fetched_again(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path, state: str | None
) -> None:
    put("crm/agents.csv", b"a")
    store, folder = _store(f"s3://{bucket}"), tmp_path / "exports"
    _mirror(store, folder)
    if state is None:
        (tmp_path / "exports.json").unlink()
    else:
        (tmp_path / "exports.json").write_text(state, "utf-8")
    assert _mirror(store, folder).fetched == 1
    assert _mirror(store, folder).fetched == 0


def test_a_file_that_somebody_changed_is_fetched_again(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    put("crm/agents.csv", b"whole")
    store, folder = _store(f"s3://{bucket}"), tmp_path / "exports"
    _mirror(store, folder)
    (folder / "crm/agents.csv").write_bytes(b"other")
    assert _mirror(store, folder).fetched == 1
    (folder / "crm/agents.csv").unlink()
    (folder / "crm/agents.csv").symlink_to("/etc/hostname")
    assert _mirror(store, folder).fetched == 1
    assert (folder / "crm/agents.csv").read_bytes() == b"whole"


HOSTILE = {
    "../outside.csv": "leads out of the folder",
    "crm/../../outside.csv": "leads out of the folder",
    "/etc/outside.csv": "begins with a slash",
    "crm\\..\\outside.csv": "holds a backslash",
    "crm//double.csv": "has a part without a name",
    "crm/line\nbreak.csv": "holds a control character",
    "crm/nul\x00.csv": "holds a control character",
    f"crm/{'长' * 86}.csv": "longer than 255 bytes",
    "lms": "is a folder of other objects as well",
}


def test_hostile_keys_lead_nowhere_and_stop_nothing_else(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    for key in (*HOSTILE, "crm/agents.csv", "lms/courses.csv"):
        put(f"in/{key}", b"x")
    base = tmp_path / "a" / "b" / "c"
    done = _mirror(_store(f"s3://{bucket}/in"), base / "exports")
    assert len(done.refused) == len(HOSTILE)
    for key, why in HOSTILE.items():
        shown = key.replace("\n", "\\n").replace("\x00", "\\x00")
        assert why in done.refused[shown]
    there = {path.relative_to(base).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert there == {"exports.json", "exports/crm/agents.csv", "exports/lms/courses.csv"}


def test_a_refused_key_that_a_table_needs_ends_it(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    put("crm/agents.csv", b"x")
    put("lms/../crm/interactions.csv", b"x")
    done = _call("check", "--exports", f"s3://{bucket}")
    assert done.exit_code == 2
    assert f"s3://{bucket}: the object 'lms/../crm/interactions.csv' leads out" in done.stderr
    done = _call("run", "--exports", f"s3://{bucket}", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "rename it\nnothing was published; there is no earlier result" in done.stderr


class Changing(S3Store):
    """Somebody writes an object, or removes it, just before it is read."""

    def __init__(self, store: S3Store, *contents: bytes | None) -> None:
        super().__init__(store.address, store.client)
        self.contents = list(contents)

    def download(self, found: StoredObject, path: Path, *rest: Any) -> str:
        if self.contents:
            content = self.contents.pop(0)
            if content is None:
                self.remove([found.name])
            else:
                self.client.put_object(**self._of(found.name), Body=content)
        return super().download(found, path, *rest)


def test_what_changes_while_it_is_read_is_read_again(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    put("crm/agents.csv", b"old")
    store, folder = _store(f"s3://{bucket}"), tmp_path / "exports"
    _mirror(Changing(store, b"new one"), folder)
    assert (folder / "crm/agents.csv").read_bytes() == b"new one"
    assert _mirror(store, folder).fetched == 0

    put("crm/agents.csv", b"newer")
    with pytest.raises(StoreError, match=r"agents\.csv was changed meanwhile; run again"):
        _mirror(Changing(store, b"1", b"2", b"3"), folder)
    assert (folder / "crm/agents.csv").read_bytes() == b"new one"
    assert _mirror(store, folder).fetched == 1

    put("crm/agents.csv", b"again")
    _mirror(Changing(store, None), folder)
    assert list(folder.rglob("*.csv")) == []


def test_a_mirroring_that_was_killed_goes_on(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    for number in range(30):
        put(f"crm/agents/{number}.csv", b"agent_id\n")
    out = tmp_path / "out"
    assert _dying("download", 20, "run", "--exports", f"s3://{bucket}", "--out", out) == 9
    folder = out / "work" / "exports"
    _mirror(_store(f"s3://{bucket}"), folder)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == sorted(
        f"{number}.csv" for number in range(30)
    )


# Results


def test_a_result_is_shipped_and_fetched_whole(bucket: str, tmp_path: Path) -> None:
    out, there = tmp_path / "out", tmp_path / "there"
    version = write_result(out, "1")
    for closed in ("keys/keys.json", "archive/objects/a", "work/landing/a", "logs/run.jsonl"):
        (out / closed).parent.mkdir(parents=True)
        (out / closed).write_text("secret", "utf-8")
    store = _store(f"s3://{bucket}/results")
    assert ship(out, store).uploaded == 5
    assert _names(store) == {"current.json", *(f"versions/1/{name}" for name in FILES)}
    assert fetch(store, there) == ("1", True)
    for name in FILES:
        assert (there / "current" / name).read_bytes() == (version / name).read_bytes()
    assert fetch(store, there) == ("1", False)
    again = ship(out, store)
    assert (again.uploaded, again.removed) == (0, 0)
    head = store.client.head_object(Bucket=bucket, Key="results/versions/1/report.html")
    assert head["ContentType"] == "text/html"


def test_older_versions_go_as_they_go_here(bucket: str, tmp_path: Path) -> None:
    out, there = tmp_path / "out", tmp_path / "there"
    store = _store(f"s3://{bucket}")
    for version in ("1", "2", "3"):
        write_result(out, version)
        ship(out, store)
        fetch(store, there)
    assert {name.split("/")[1] for name in _names(store, "versions/")} == {"1", "2", "3"}
    shutil.rmtree(out / "versions" / "1")
    write_result(out, "4")
    assert ship(out, store).removed == 5
    fetch(store, there)
    assert {name.split("/")[1] for name in _names(store, "versions/")} == {"2", "3", "4"}
    assert {path.name for path in (there / "versions").iterdir()} == {"2", "3", "4"}


def test_what_was_made_anew_here_is_gone_there(bucket: str, tmp_path: Path) -> None:
    out, store = tmp_path / "out", _store(f"s3://{bucket}")
    write_result(out, "1", "about Li Na")
    ship(out, store)
    write_result(out, "2", "about Li Na")
    ship(out, store)
    shutil.rmtree(out / "versions")
    write_result(out, "1")  # of the same name, yet another content
    write_result(out, "2-without-1")
    ship(out, store)
    assert {name.split("/")[1] for name in _names(store, "versions/")} == {"2-without-1"}
    for name in _names(store):
        assert b"Li Na" not in store.read(name)[0]


def test_names_that_were_encrypted_anew_take_the_place_of_the_old(
    bucket: str, tmp_path: Path
) -> None:
    out, there, store = tmp_path / "out", tmp_path / "there", _store(f"s3://{bucket}")
    older = write_result(out, "1")
    ship(out, store)
    newer = write_result(out, "2")
    ship(out, store)
    fetch(store, there)
    for version in (older, newer):
        (version / "restricted" / "people.enc").write_bytes(b"anew")
    done = ship(out, store)
    assert done.uploaded == 1
    assert {name.split("/")[1] for name in _names(store, "versions/")} == {"2"}
    assert fetch(store, there) == ("2", True)
    assert (there / "current" / "restricted" / "people.enc").read_bytes() == b"anew"


@pytest.mark.parametrize(
    ("method", "number"),
    [("upload", 1), ("upload", 3), ("write", 1), ("remove", 1)],
    ids=["nothing uploaded", "some uploaded", "before the switch", "after the switch"],
)
def test_a_kill_leaves_a_whole_result_and_the_next_call_finishes(
    bucket: str, tmp_path: Path, method: str, number: int
) -> None:
    out, there, store = tmp_path / "out", tmp_path / "there", _store(f"s3://{bucket}")
    write_result(out, "1")
    ship(out, store)
    write_result(out, "2")
    shutil.rmtree(out / "versions" / "1")
    address = f"s3://{bucket}"
    assert _dying(method, number, "ship", "--out", out, "--to", address) == 9
    assert fetch(store, there)[0] == ("2" if method == "remove" else "1")
    require_whole(there / "current")
    done = _call("ship", "--out", out, "--to", address)
    assert done.exit_code == 0, done.stderr
    assert fetch(store, there)[0] == "2"
    assert {name.split("/")[1] for name in _names(store, "versions/")} == {"2"}


def test_readers_never_see_half_a_result(bucket: str, tmp_path: Path) -> None:
    out, store = tmp_path / "out", _store(f"s3://{bucket}")
    write_result(out, "0")
    ship(out, store)
    ended, seen, wrong = threading.Event(), set[str](), list[Exception]()

    def read(number: int) -> None:
        own = _store(f"s3://{bucket}")
        while not ended.is_set():
            try:
                seen.add(fetch(own, tmp_path / f"reader-{number}")[0])
                require_whole(tmp_path / f"reader-{number}" / "current")
            except Exception as error:
                wrong.append(error)
                return

    readers = [threading.Thread(target=read, args=(number,)) for number in range(2)]
    for reader in readers:
        reader.start()
    for version in range(1, 13):
        write_result(out, str(version))
        for old in range(version - 3):
            shutil.rmtree(out / "versions" / str(old), ignore_errors=True)
        ship(out, store)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(seen) > 3


def test_what_was_changed_there_is_not_taken(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    out, there, store = tmp_path / "out", tmp_path / "there", _store(f"s3://{bucket}")
    write_result(out, "1")
    ship(out, store)
    for name in ("report.html", "warehouse.duckdb", "run.json"):
        put(f"versions/1/{name}", b"{}")
        with pytest.raises(StoreError, match=f"{name} has another hash than shipped"):
            fetch(store, there)
        store.remove(["current.json"])
        ship(out, store)
    store.remove(["versions/1/report.html"])
    with pytest.raises(StoreError, match=r"report\.html is not there"):
        fetch(store, there)
    assert not (there / "current").exists()
    assert ship(out, store).uploaded == 1
    assert fetch(store, there) == ("1", True)


def test_hostile_pointers_and_records_lead_nowhere(
    bucket: str, put: Callable[[str, bytes], None], tmp_path: Path
) -> None:
    out, there, store = tmp_path / "out", tmp_path / "a" / "there", _store(f"s3://{bucket}")
    folder = write_result(out, "1")
    record = json.loads((folder / "run.json").read_text("utf-8"))
    record["content"]["files"]["../../../../outside"] = "0" * 64
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    pointer = {"version": "1", "as_of": "2026-03-31", "centre": "c"}
    put("versions/1/run.json", (folder / "run.json").read_bytes())
    files = {"run.json": sha256_of(folder / "run.json")}
    for wrong in ({**pointer, "files": files}, {**pointer, "version": "../..", "files": {}},
                  {**pointer, "files": {**files, "../../../outside": "0"}}, "half"):  # fmt: skip
        put("current.json", json.dumps(wrong).encode())
        with pytest.raises(StoreError, match=r"lead out|that is none|is this the prefix"):
            fetch(store, there)
    assert not (tmp_path / "outside").exists()
    assert not (there / "versions").exists()


def test_a_prefix_is_for_one_centre(bucket: str, tmp_path: Path) -> None:
    write_result(tmp_path / "mine", "1")
    write_result(tmp_path / "theirs", "1")
    (tmp_path / "theirs" / "erasures" / "key_check").write_text("key_other", "utf-8")
    store = _store(f"s3://{bucket}")
    ship(tmp_path / "mine", store)
    done = _call("ship", "--out", tmp_path / "theirs", "--to", f"s3://{bucket}")
    assert done.exit_code == 1
    assert "holds a result of another output folder" in done.stderr


def test_a_bucket_with_versioning_is_told_of(bucket: str, tmp_path: Path) -> None:
    store = _store(f"s3://{bucket}")
    store.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    write_result(tmp_path / "out", "1")
    done = _call("ship", "--out", tmp_path / "out", "--to", f"s3://{bucket}")
    assert done.exit_code == 0
    assert "keeps what is removed or replaced" in done.stderr


def test_encryption_is_passed_on(bucket: str, tmp_path: Path) -> None:
    write_result(tmp_path / "out", "1")
    address = f"s3://{bucket}"
    wrong = _call("ship", "--out", tmp_path / "out", "--to", address, "--sse-kms-key-id", "k")
    assert wrong.exit_code == 2
    done = _call(
        "ship", "--out", tmp_path / "out", "--to", address, "--sse", "aws:kms",
        "--sse-kms-key-id", "key-1",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    for name in _names(_store(address)):
        head = _store(address).client.head_object(Bucket=bucket, Key=name)
        assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", "key-1")


def test_large_files_go_in_parts(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.object_store._IN_PARTS_FROM", 1 << 20)
    content = os.urandom(20 << 20)
    (tmp_path / "large").write_bytes(content)
    store = _store(f"s3://{bucket}")
    store.upload(tmp_path / "large", "large", "hash")
    found, sha256 = store.find("large")
    assert (found.size, sha256) == (len(content), "hash")
    assert found.etag.endswith('-3"')
    moved: list[int] = []
    store.download(found, tmp_path / "back", moved.append)
    assert (tmp_path / "back").read_bytes() == content
    assert sum(moved) == len(content)


# What can be wrong


def test_no_such_bucket(server: Server, tmp_path: Path) -> None:
    done = _call("run", "--exports", "s3://nobody-has-this", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "s3://nobody-has-this is no bucket at this endpoint: check its name" in done.stderr
    write_result(tmp_path / "out2", "1")
    done = _call("ship", "--out", tmp_path / "out2", "--to", "s3://nobody-has-this/x")
    assert done.exit_code == 1
    assert "s3://nobody-has-this is no bucket" in done.stderr


def test_an_empty_prefix(bucket: str, tmp_path: Path) -> None:
    done = _call("check", "--exports", f"s3://{bucket}/exprots")
    assert done.exit_code == 2
    assert f"s3://{bucket}/exprots holds no objects: check the prefix" in done.stderr
    done = _call("fetch", "--from", f"s3://{bucket}", "--out", tmp_path / "there")
    assert done.exit_code == 1
    assert f"nothing was shipped to s3://{bucket}" in done.stderr


def test_no_credentials(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    done = _call("check", "--exports", f"s3://{bucket}")
    assert done.exit_code == 2
    assert "no credentials were found" in done.stderr
    assert "AWS_PROFILE" in done.stderr
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    done = _call("check", "--exports", f"s3://{bucket}")
    assert done.exit_code == 2
    assert "no credentials were found (ProfileNotFound)" in done.stderr


def test_an_endpoint_that_is_not_there(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
    done = _call("check", "--exports", f"s3://{bucket}")
    assert done.exit_code == 2
    assert f"s3://{bucket}: the endpoint cannot be reached" in done.stderr
    monkeypatch.setenv("AWS_ENDPOINT_URL", "storage")
    done = _call("check", "--exports", f"s3://{bucket}")
    assert done.exit_code == 2
    assert "AWS_ENDPOINT_URL is no address" in done.stderr


def test_refused_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A server of its own that asks for credentials after the first request."""
    folder = tmp_path_factory.mktemp("guarded")
    for guarded in _start(folder, INITIAL_NO_AUTH_ACTION_COUNT="1"):
        _use(guarded, monkeypatch, tmp_path)
        _store("s3://closed").client.create_bucket(Bucket="closed")
        done = _call("check", "--exports", "s3://closed")
        assert done.exit_code == 2
        assert "s3://closed: the credentials in use are refused (InvalidAccessKeyId)" in done.stderr
        assert "AKIAEXAMPLE" not in done.stderr
        assert "s3cret" not in done.stderr


def test_access_denied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("guarded")
    for guarded in _start(folder, INITIAL_NO_AUTH_ACTION_COUNT="3"):
        _use(guarded, monkeypatch, tmp_path)
        _store("s3://closed").client.create_bucket(Bucket="closed")
        iam = import_module("boto3").client("iam", region_name="us-east-1")
        iam.create_user(UserName="reader")
        key = iam.create_access_key(UserName="reader")["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        done = _call("check", "--exports", "s3://closed")
        assert done.exit_code == 2
        assert "s3://closed: access denied (AccessDenied)" in done.stderr
        assert "s3:ListBucket" in done.stderr
        assert key["SecretAccessKey"] not in done.stderr


# A whole run


def test_from_exports_there_to_a_result_there(
    server: Server, bucket: str, small_exports: Path, tmp_path: Path
) -> None:
    exports, results, out = f"s3://{bucket}/exports", f"s3://{bucket}/results", tmp_path / "out"
    inbox = _store(exports)
    for path in sorted(small_exports.rglob("*")):
        if path.is_file():
            name = path.relative_to(small_exports).as_posix()
            inbox.client.upload_file(str(path), bucket, f"exports/{name}")
    done = _ladder("run", "--exports", exports, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "objects fetched, 0 unchanged, 0 gone" in done.stderr
    log = "".join(path.read_text("utf-8") for path in (out / "logs").glob("run-*.jsonl"))
    assert '"exports_mirrored"' in log
    assert "s3cret" not in log + done.stderr
    here, there = (_ladder("check", "--exports", one).stdout for one in (small_exports, exports))
    assert here == there
    assert " rows read, " in here

    assert _ladder("ship", "--out", out, "--to", results).returncode == 0
    copy = tmp_path / "copy"
    assert _ladder("fetch", "--from", results, "--out", copy).returncode == 0
    person = _people(copy)[0]
    told = subprocess.run(
        [LADDER, "explain", "--out", copy, "--agent", person],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LADDER_KEYS": str(out / "keys" / "keys.json")},
    )
    assert told.returncode == 0, told.stderr
    kept = _names(_store(results))
    assert not any(part in name for name in kept
                   for part in ("keys", "archive/", "work/", "erasures/", "logs/"))  # fmt: skip

    first = (out / "current").resolve().name
    gets = server.requests("GET", f"/{bucket}/exports/")
    changed = next(one for one in inbox.list() if one.name.startswith("crm/surveys"))
    with (small_exports / changed.name).open("rb") as file:
        inbox.client.put_object(Bucket=bucket, Key=f"exports/{changed.name}", Body=file)
    other = _people(copy)[1]
    inbox.client.put_object(
        Bucket=bucket,
        Key="exports/crm/deletions.csv",
        Body=f"about,id\nperson,{other}\n".encode(),
    )
    sources = _sources(out)
    done = _ladder("run", "--exports", exports, "--out", out)
    assert done.returncode == 0, done.stderr
    assert server.requests("GET", f"/{bucket}/exports/") == gets + 2
    # Whoever the exports ask to erase is erased within the run, which still reads all of them.
    assert len(list((out / "erasures").glob("proof-*.json"))) == 1
    assert _sources(out) == sources | {"crm/deletions.csv": 1}
    assert other not in _people(out)
    assert _ladder("ship", "--out", out, "--to", results).returncode == 0

    erased = _ladder(
        "forget", "--out", out, "--person", person, "--by", "Data officer", "--reason", "asked"
    )
    assert erased.returncode == 0, erased.stderr
    assert not (out / "work" / "exports").exists()
    shipped = _ladder("ship", "--out", out, "--to", results)
    assert shipped.returncode == 0, shipped.stderr
    store = _store(results)
    now = {name.split("/")[1] for name in _names(store, "versions/")}
    pointer = read_pointer(store)
    assert pointer is not None
    assert now == {pointer.version}
    assert first not in now
    assert _ladder("fetch", "--from", results, "--out", copy).returncode == 0
    assert [path.name for path in (copy / "versions").iterdir()] == [pointer.version]
    gone = _ladder("explain", "--out", copy, "--agent", person)
    assert gone.returncode == 2


def _people(out: Path) -> list[str]:
    import duckdb

    path = out / "current" / "marts" / "agents.parquet"
    rows = duckdb.execute(f"select distinct agent_id from '{path}' order by 1").fetchall()
    return [str(row[0]) for row in rows]


def _sources(out: Path) -> dict[str, int]:
    record = json.loads((out / "current" / "run.json").read_text("utf-8"))
    return {one["file"]: one["rows_read"] for one in record["sources"] if one["rows_read"]}


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("ReadTimeoutError", {"endpoint_url": "x"}, "did not answer in time"),
        ("ConnectTimeoutError", {"endpoint_url": "x"}, "did not answer in time"),
        ("ConnectionClosedError", {"endpoint_url": "x"}, "cannot be reached"),
        ("SSLError", {"endpoint_url": "x", "error": "x"}, "certificate is not trusted"),
        ("NoRegionError", {}, "set AWS_REGION"),
        ("PartialCredentialsError", {"provider": "env", "cred_var": "x"}, "AWS_PROFILE"),
        ("IncompleteReadError", {"actual_bytes": 1, "expected_bytes": 2}, "broke off"),
        ("ParamValidationError", {"report": "x"}, "could not be made (ParamValidationError)"),
    ],
)
def test_what_does_not_get_through_is_worded(
    name: str, settings: dict[str, Any], words: str
) -> None:
    error = getattr(import_module("botocore.exceptions"), name)(**settings)
    said = in_words(error, "s3://centre", "crm/agents.csv")
    assert said is not None
    assert str(said).startswith("s3://centre/crm/agents.csv: ")
    assert words in str(said)


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (404, "NoSuchBucket", "StoreError", "s3://centre is no bucket"),
        (404, "NoSuchKey", "StoreObjectGone", "s3://centre/a is not there"),
        (412, "PreconditionFailed", "StoreObjectChanged", "was changed meanwhile"),
        (403, "AccessDenied", "StoreError", "access denied (AccessDenied)"),
        (403, "403", "StoreError", "access denied"),
        (403, "SignatureDoesNotMatch", "StoreError", "credentials in use are refused"),
        (400, "ExpiredToken", "StoreError", "credentials in use are refused"),
        (403, "RequestTimeTooSkewed", "StoreError", "set this machine's clock"),
        (301, "PermanentRedirect", "StoreError", "set AWS_REGION"),
        (503, "SlowDown", "StoreError", "answered 503 SlowDown: run again later"),
    ],
)
def test_what_the_service_answers_is_worded(status: int, code: str, kind: str, words: str) -> None:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error = import_module("botocore.exceptions").ClientError(answer, "GetObject")
    said = in_words(error, "s3://centre", "a")
    assert type(said).__name__ == kind
    assert words in str(said)
