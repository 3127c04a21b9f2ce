"""`ladder ship` at its edges; on a real server: tests/test_object_store.py."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets import object_store
from assets.alerts import Alert
from assets.object_store_errors import StoreError
from assets.publication import single_writer
from pipelines.cli import ladder
from pipelines.commands import ship
from tests.assets.object_store_world import MemoryStore, write_result


def _call(out: Path, *more: str) -> Result:
    return CliRunner().invoke(ladder, ["ship", "--out", str(out), *more])


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    made = MemoryStore()
    monkeypatch.setattr(ship, "open_store", lambda address, encryption: made)
    return made


def test_what_was_done_is_told(store: MemoryStore, tmp_path: Path) -> None:
    write_result(tmp_path, "1")
    done = _call(tmp_path, "--to", "s3://centre/results", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == {
        "version": "1", "uploaded": 5, "removed": 0, "to": "s3://centre/results",
    }  # fmt: skip
    assert "versioning" not in done.stderr
    store.versioned = True
    done = _call(tmp_path, "--to", "s3://centre/results")
    assert done.stdout == "s3://centre/results/current.json\n"
    assert "s3://centre keeps what is removed or replaced (versioning)" in done.stderr


def test_a_failure_is_an_alert(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(what: str, name: str) -> None:
        raise StoreError(f"s3://centre/{name}: access denied")

    sent: list[Alert] = []

    def keep(alerts: list[Alert], channels: object, *, about: str) -> list[str]:
        sent.extend(alerts)
        return ["an alert could not be sent"]

    monkeypatch.setattr(ship, "send_alerts", keep)
    store.before = refuse
    write_result(tmp_path, "1")
    done = _call(tmp_path, "--to", "s3://centre")
    assert done.exit_code == 1
    assert done.stderr == ("s3://centre/current.json: access denied\nan alert could not be sent\n")
    assert [(one.code, one.details) for one in sent] == [
        ("publication_failed", ("s3://centre: StoreError",))
    ]


def test_a_damaged_result_and_a_folder_in_use_are_not_shipped(
    store: MemoryStore, tmp_path: Path
) -> None:
    folder = write_result(tmp_path, "1")
    with single_writer(tmp_path):
        done = _call(tmp_path, "--to", "s3://centre")
    assert done.exit_code == 1
    assert "another run is writing" in done.stderr
    (folder / "report.html").write_text("other", "utf-8")
    done = _call(tmp_path, "--to", "s3://centre")
    assert done.exit_code == 1
    assert "was changed after it was published: report.html" in done.stderr
    assert store.objects == {}


@pytest.mark.parametrize("address", ["centre", "s3://AKIA:s3cret@centre", "https://centre/x"])
def test_an_address_is_s3_and_holds_no_credential(tmp_path: Path, address: str) -> None:
    done = _call(tmp_path, "--to", address)
    assert done.exit_code == 2
    assert "s3://BUCKET/PREFIX" in done.stderr
    assert "s3cret" not in done.stderr


def test_a_key_goes_with_its_encryption(tmp_path: Path) -> None:
    for more in ([], ["--sse", "AES256"]):
        done = _call(tmp_path, "--to", "s3://centre", "--sse-kms-key-id", "k", *more)
        assert done.exit_code == 2
        assert done.stderr == "--sse-kms-key-id needs --sse aws:kms\n"


def test_without_the_client_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(object_store, "import_module", missing)
    write_result(tmp_path / "out", "1")
    for args, status in (
        (["ship", "--out", tmp_path / "out", "--to", "s3://centre"], 1),
        (["fetch", "--from", "s3://centre", "--out", tmp_path / "there"], 1),
        (["run", "--exports", "s3://centre", "--out", tmp_path / "there"], 2),
        (["check", "--exports", "s3://centre"], 2),
    ):
        done = CliRunner().invoke(ladder, [str(one) for one in args])
        assert done.exit_code == status
        assert "s3://centre: object storage needs the extra `s3`: `make s3`" in done.stderr
    assert not (tmp_path / "there").exists()
