"""Settings from the environment: a run of `dagster dev`, and where alerts of any run go."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assets.alerts_channels import Channel, ChannelError, Mail, Webhook
from assets.run_settings import RunSettings


def settings_from_environment(environment: Mapping[str, str] | None = None) -> RunSettings:
    """Read LADDER_ and EXPORTS, OUT, CONFIG, MAPPING, AS_OF or FREEZE.

    Raises:
        ValueError: the exports are no folder: sensors look at files.

    >>> settings_from_environment({"LADDER_AS_OF": "2026-03-31"}).as_of
    datetime.date(2026, 3, 31)
    """
    values = os.environ if environment is None else environment
    if values.get("LADDER_EXPORTS", "").startswith("s3://"):
        raise ValueError(
            "LADDER_EXPORTS has to name a folder; exports on object storage are read by "
            "`ladder run --exports s3://...`, which any scheduler can call"
        )
    config = values.get("LADDER_CONFIG")
    as_of = values.get("LADDER_AS_OF")
    return RunSettings(
        exports=Path(values.get("LADDER_EXPORTS", "build/sample")),
        out=Path(values.get("LADDER_OUT", "build/out")),
        config=Path(config) if config else None,
        mapping=values.get("LADDER_MAPPING") or None,
        as_of=date.fromisoformat(as_of) if as_of else None,
        freeze=" ".join(values.get("LADDER_FREEZE", "").split()) or None,
    )


def alert_channels(environment: Mapping[str, str] | None = None) -> list[Channel]:
    """Read where alerts go: LADDER_ALERT_WEBHOOK, LADDER_ALERT_MAIL_TO and what a mail needs.

    Raises:
        ChannelError: a setting is missing or unsafe; the message names it, never its value.

    >>> alert_channels({})
    []
    >>> alert_channels({"LADDER_ALERT_WEBHOOK": "https://chat.example.org/hooks/s3cret"})[0].name
    'webhook at chat.example.org'
    """
    values = os.environ if environment is None else environment
    channels: list[Channel] = []
    if values.get("LADDER_ALERT_WEBHOOK"):
        channels.append(Webhook(url=values["LADDER_ALERT_WEBHOOK"]))
    if values.get("LADDER_ALERT_MAIL_TO"):
        host, _, port = values.get("LADDER_ALERT_SMTP", "").rpartition(":")
        if not port.isdigit():
            raise ChannelError(
                "LADDER_ALERT_SMTP has to name the mail server, as HOST:PORT: 587 speaks STARTTLS, "
                "465 TLS"
            )
        to = [address.strip() for address in values["LADDER_ALERT_MAIL_TO"].split(",")]
        channels.append(
            Mail(
                host=host,
                port=int(port),
                sender=values.get("LADDER_ALERT_MAIL_FROM", ""),
                to=tuple(filter(None, to)),
                user=values.get("LADDER_ALERT_SMTP_USER", ""),
                password=values.get("LADDER_ALERT_SMTP_PASSWORD", ""),
            )
        )
    return channels
