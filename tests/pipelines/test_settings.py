from datetime import date
from pathlib import Path

import pytest

from assets.alerts_channels import ChannelError, Mail
from pipelines.settings import alert_channels, settings_from_environment


def test_settings_come_from_the_environment() -> None:
    settings = settings_from_environment(
        {
            "LADDER_EXPORTS": "/in",
            "LADDER_OUT": "/out",
            "LADDER_MAPPING": "m.yml",
            "LADDER_AS_OF": "2026-03-31",
            "LADDER_FREEZE": " roster under  review ",
        }
    )
    assert settings.freeze == "roster under review"
    assert settings.exports == Path("/in")
    assert settings.landing == Path("/out/work/landing")
    assert settings.mapping == "m.yml"
    assert settings.as_of == date(2026, 3, 31)


def test_sensors_need_a_folder() -> None:
    with pytest.raises(ValueError, match=r"`ladder run --exports s3://\.\.\.`"):
        settings_from_environment({"LADDER_EXPORTS": "s3://centre/exports"})


def test_empty_variables_mean_the_defaults() -> None:
    settings = settings_from_environment({"LADDER_CONFIG": "", "LADDER_MAPPING": ""})
    assert settings.freeze is None
    assert settings_from_environment({"LADDER_FREEZE": " "}).freeze is None
    assert settings.config is None
    assert settings.mapping is None
    assert settings.as_of is None


MAIL = {
    "LADDER_ALERT_MAIL_TO": "data@example.org, night@example.org",
    "LADDER_ALERT_MAIL_FROM": "ladder@example.org",
    "LADDER_ALERT_SMTP": "mail.example.org:465",
}


def test_alerts_go_to_the_webhook_and_everybody_named() -> None:
    webhook, mail = alert_channels({"LADDER_ALERT_WEBHOOK": "https://chat.example.org/x", **MAIL})
    assert webhook.name == "webhook at chat.example.org"
    assert isinstance(mail, Mail)
    assert (mail.host, mail.port) == ("mail.example.org", 465)
    assert mail.to == ("data@example.org", "night@example.org")
    assert alert_channels({"LADDER_ALERT_WEBHOOK": "", "LADDER_ALERT_MAIL_TO": ""}) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"LADDER_ALERT_SMTP": "mail.example.org"}, "HOST:PORT", id="no port"),
        pytest.param({"LADDER_ALERT_SMTP": ":587"}, "HOST:PORT", id="no host"),
        pytest.param({"LADDER_ALERT_MAIL_FROM": ""}, "not a mail address", id="no sender"),
        pytest.param({"LADDER_ALERT_MAIL_TO": "a@b\nBcc: c@d"}, "not a mail", id="header"),
        pytest.param({"LADDER_ALERT_MAIL_TO": ","}, "names no address", id="nobody"),
    ],
)
def test_a_mail_that_would_not_arrive_is_refused(changes: dict[str, str], says: str) -> None:
    with pytest.raises(ChannelError, match=says):
        alert_channels(MAIL | changes)
