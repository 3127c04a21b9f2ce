"""`ladder run` at its edges: stopped, refused, failed; what it logs and whom it tells."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assets.publication import single_writer
from competency.loading import load_text
from pipelines.cli import ladder
from pipelines.commands import run
from pipelines.failure import Failure

LADDER = Path(sys.executable).parent / "ladder"


class Hook(HTTPServer):
    """Keeps the alerts it gets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.alerts: list[dict[str, Any]] = []

    @property
    def codes(self) -> list[str]:
        return [alert["code"] for alert in self.alerts]


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.alerts.extend(told["alerts"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        monkeypatch.setenv("LADDER_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/s3cret")
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    return tmp_path / "exports"


def test_a_freeze_says_why(exports: Path, tmp_path: Path) -> None:
    done = _call(exports, tmp_path / "out", "--freeze", "  ")
    assert done.exit_code == 2
    assert "--freeze needs a reason" in done.stderr
    assert not (tmp_path / "out").exists()


def _call(exports: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(ladder, ["run", "--exports", str(exports), "--out", str(out), *more])


def _published(out: Path, notices: list[dict[str, str]]) -> None:
    folder = out / "versions" / "1"
    folder.mkdir(parents=True)
    record = {
        "as_of": "2026-03-31",
        "counts": {"agents": 0, "tiers": {}},
        "sources": [],
        "mode": {"state": "degraded", "notices": notices},
        "catalogue_problems": [],
        "unread_files": [],
        "timings": {
            "stages": {"report": 1.0},
            "assets": {"published/report": {"seconds": 2.0, "peak_mib": 300}},
        },
    }
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    (out / "current").symlink_to(folder)


def test_sigterm_ends_a_run_in_order_and_the_published_result_stands(
    small_exports: Path, tmp_path: Path, hook: Hook
) -> None:
    out = tmp_path / "out"
    _published(out, [])
    process = subprocess.Popen(
        [LADDER, "run", "--exports", small_exports, "--out", out],
        stderr=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
    )
    try:
        lines: list[str] = []
        until = time.monotonic() + 240
        while not any('"asset_start"' in line for line in lines):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)
            lines = [line for log in (out / "logs").glob("run-*.jsonl")
                     for line in log.read_text("utf-8").splitlines()]  # fmt: skip
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert time.monotonic() - began < 10
    assert process.returncode == 143
    assert told.splitlines()[-1] == "stopped by SIGTERM; what was published stands"
    assert "Traceback" not in told
    [log] = (out / "logs").glob("run-*.jsonl")
    last = json.loads(log.read_text("utf-8").splitlines()[-1])
    assert (last["event"], last["status"], last["signal"]) == ("run_end", "stopped", "SIGTERM")
    assert (out / "current").resolve() == out / "versions" / "1"
    assert hook.codes == ["run_stopped"]
    with single_writer(out):
        pass  # free


def test_a_busy_folder_is_told(exports: Path, tmp_path: Path, hook: Hook) -> None:
    with single_writer(tmp_path / "out"):
        result = _call(exports, tmp_path / "out")
    assert result.exit_code == 1
    assert hook.codes == ["another_run"]


def test_a_broken_mapping_is_told_without_its_words(
    exports: Path, tmp_path: Path, hook: Hook
) -> None:
    assert _call(exports, tmp_path / "out", "--mapping", "zendesk_api2").exit_code == 2
    assert hook.codes == ["run_refused"]
    assert "zendesk" not in str(hook.alerts)


def test_a_broken_configuration_is_told(exports: Path, tmp_path: Path, hook: Hook) -> None:
    path = tmp_path / "my.yml"
    path.write_text(load_text().replace("first_probability:", "first_probabilty:"), "utf-8")
    assert _call(exports, tmp_path / "out", "--config", str(path)).exit_code == 2
    assert hook.codes == ["run_refused"]


def test_a_folder_that_cannot_be_written_is_told(exports: Path, tmp_path: Path, hook: Hook) -> None:
    (tmp_path / "file").write_text("no folder")
    assert _call(exports, tmp_path / "file" / "out").exit_code == 2
    assert hook.codes == ["run_failed"]


def test_an_alert_in_the_clear_is_refused_before_anything_is_done(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LADDER_ALERT_WEBHOOK", "http://chat.example.org/s3cret")
    result = _call(exports, tmp_path / "out")
    assert result.exit_code == 2
    assert "LADDER_ALERT_WEBHOOK" in result.stderr
    assert "s3cret" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_failures_are_words_for_the_terminal_and_codes_for_others(
    exports: Path, tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [
        Failure(asset="published/report", error="ValueError", place="", told="", words="王芳: 12"),
        Failure(asset="landing/crm_agents", error="OSError", place="", told="", words="gone"),
    ]
    monkeypatch.setattr(run, "_build", lambda settings, log: failures)
    monkeypatch.setattr(run, "warm_up", lambda: None)
    result = _call(exports, tmp_path / "out")
    assert result.exit_code == 1
    assert "published/report: 王芳: 12" in result.stderr
    assert hook.codes == ["publication_failed", "run_failed"]
    assert "王芳" not in str(hook.alerts)


def test_what_a_result_lacks_is_told_logged_and_shown_with_the_assets_seconds(
    exports: Path, tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    notice = {"code": "missing_table", "subject": "crm/surveys", "text": "Surveys are missing."}
    _published(out, [notice])
    monkeypatch.setattr(run, "_build", lambda settings, log: [])
    monkeypatch.setattr(run, "warm_up", lambda: None)
    result = _call(exports, out, "--verbose")
    assert result.exit_code == 0, result.stderr
    assert hook.codes == ["degraded"]
    [log] = (out / "logs").glob("run-*.jsonl")
    noticed = [json.loads(line) for line in log.read_text("utf-8").splitlines()][1]
    assert (noticed["event"], noticed["code"], noticed["subject"]) == (
        "notice", "missing_table", "crm/surveys",
    )  # fmt: skip
    assert "published/report" in result.stderr
    assert "2.00 s    300 MiB" in result.stderr
    assert "report          1.00  pages" in result.stderr


def test_a_channel_that_does_not_work_changes_nothing_else(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    _published(out, [{"code": "missing_table", "subject": "crm/surveys", "text": "Missing."}])
    monkeypatch.setenv("LADDER_ALERT_WEBHOOK", "http://127.0.0.1:9/s3cret")
    monkeypatch.setattr("assets.alerts_webhook.PAUSES", (0.0, 0.0))
    monkeypatch.setattr(run, "_build", lambda settings, log: [])
    monkeypatch.setattr(run, "warm_up", lambda: None)
    result = _call(exports, out)
    assert result.exit_code == 0
    assert "could not be sent by webhook at 127.0.0.1: ConnectionError" in result.stderr
    assert "s3cret" not in result.stderr
