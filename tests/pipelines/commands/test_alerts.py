import pytest
from click.testing import CliRunner, Result

from assets.alerts import Alert
from pipelines.cli import ladder
from pipelines.commands import alerts


def _call(*arguments: str) -> Result:
    return CliRunner().invoke(ladder, ["alerts", *arguments])


def test_nowhere_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LADDER_ALERT_WEBHOOK", raising=False)
    monkeypatch.delenv("LADDER_ALERT_MAIL_TO", raising=False)
    result = _call()
    assert result.exit_code == 1
    assert "LADDER_ALERT_WEBHOOK" in result.stderr


def test_channels_are_named_without_what_is_secret_and_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Alert] = []
    monkeypatch.setattr(alerts, "send_alerts", lambda told, *_, **__: sent.extend(told) or ["no"])
    monkeypatch.setenv("LADDER_ALERT_WEBHOOK", "https://chat.example.org/s3cret")
    monkeypatch.setenv("LADDER_ALERT_MAIL_TO", "data@example.org")
    monkeypatch.setenv("LADDER_ALERT_MAIL_FROM", "ladder@example.org")
    monkeypatch.setenv("LADDER_ALERT_SMTP", "mail.example.org:587")
    result = _call("--try")
    assert result.stdout.split("\n")[:2] == [
        "webhook at chat.example.org",
        "mail server mail.example.org",
    ]
    assert sent == [Alert(code="trial")]
    assert (result.exit_code, result.stderr) == (1, "no\n")
    assert "s3cret" not in result.output


def test_a_wrong_setting_is_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LADDER_ALERT_MAIL_TO", "data@example.org")
    monkeypatch.delenv("LADDER_ALERT_SMTP", raising=False)
    result = _call()
    assert result.exit_code == 2
    assert "LADDER_ALERT_SMTP" in result.stderr
