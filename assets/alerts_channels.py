"""Where alerts go: a webhook, mail, or nowhere. Read from the environment by pipelines.settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from assets.alerts import Alert

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ChannelError(ValueError):
    """An alert would go nowhere, or over a network in the clear; says which setting is wrong."""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An address that takes a JSON POST. The address is a secret: it often carries a token.

    >>> Webhook(url="http://example.org/hook")
    Traceback (most recent call last):
    ...
    assets.alerts_channels.ChannelError: LADDER_ALERT_WEBHOOK has to begin with https:// (http:// \
only for this machine); it names the host example.org
    """

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme == "https" and parts.hostname:
            return
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return
        raise ChannelError(
            "LADDER_ALERT_WEBHOOK has to begin with https:// (http:// only for this machine); "
            f"it names the host {parts.hostname or '(none)'}"
        )

    @property
    def name(self) -> str:
        """What may be said of it."""
        return f"webhook at {urlsplit(self.url).hostname}"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail server, who writes and who reads.

    Attributes:
        host: of the server.
        port: 465 speaks TLS from the start, others by STARTTLS.
        sender: address that mails come from.
        to: addresses they go to.
        user: name to sign in with; empty: without.
        password: secret.

    >>> Mail(host="mail.example.org", port=587, sender="ladder@example.org", to=())
    Traceback (most recent call last):
    ...
    assets.alerts_channels.ChannelError: LADDER_ALERT_MAIL_TO names no address
    """

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.to:
            raise ChannelError("LADDER_ALERT_MAIL_TO names no address")
        for address in (self.sender, *self.to):
            if "@" not in address or any(sign.isspace() or sign in ",;<>" for sign in address):
                raise ChannelError(f"{address!r} is not a mail address such as data@example.org")
        if not self.host:
            raise ChannelError("LADDER_ALERT_SMTP has to name the mail server, as HOST:PORT")

    @property
    def name(self) -> str:
        """What may be said of it."""
        return f"mail server {self.host}"


Channel = Webhook | Mail


def send_alerts(
    alerts: Sequence[Alert], channels: Sequence[Channel], *, about: str, patient: bool = True
) -> list[str]:
    """Send alerts over every channel, as one message each.

    A channel that does not work never stops a run, and does not keep the others from being tried.

    Args:
        alerts: what to tell; nothing is sent when there is none.
        channels: where to.
        about: what the alerts are about, such as the name of the centre's folder.
        patient: try again where that may help; not when the process is about to end.

    Returns:
        A line for each channel that failed; no secrets.
    """
    from assets.alerts_mail import send_mail  # noqa: PLC0415  slow to import, rarely needed
    from assets.alerts_webhook import post  # noqa: PLC0415  see above

    failed = []
    for channel in channels if alerts else ():
        tries = 3 if patient else 1
        if isinstance(channel, Webhook):
            why = post(channel, alerts, about=about, tries=tries)
        else:
            why = send_mail(channel, alerts, about=about, tries=tries)
        if why:
            failed.append(f"an alert could not be sent by {channel.name}: {why}")
    return failed
