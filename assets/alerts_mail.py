"""Sends alerts by mail: plain text, over TLS unless the server is on this machine."""

import smtplib
import ssl
import time
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from assets.alerts import Alert, summary
from assets.alerts_channels import LOOPBACK, Mail

TIMEOUT = 5.0
PAUSE = 2.0
TLS_PORT = 465


def send_mail(mail: Mail, alerts: Sequence[Alert], *, about: str, tries: int = 3) -> str:
    """Send alerts as one mail; tries again when the server is away or busy.

    Args:
        mail: server and addresses.
        alerts: what to tell.
        about: what they are about.
        tries: at most.

    Returns:
        Why it failed, without names and passwords; empty when the server took it.
    """
    message = EmailMessage()
    codes = ", ".join(dict.fromkeys(alert.code for alert in alerts))
    message["Subject"] = f"ladder, {' '.join(about.split())}: {codes}"
    message["From"], message["To"] = mail.sender, ", ".join(mail.to)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid("ladder")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(summary(alerts) + "\n")
    why = ""
    for attempt in range(tries):
        if attempt:
            time.sleep(PAUSE)
        try:
            _send(mail, message)
        except smtplib.SMTPResponseException as error:  # its words may hold the user's name
            why = f"{type(error).__name__}, status {error.smtp_code}"
            if error.smtp_code >= 500:
                break
        except (OSError, smtplib.SMTPException) as error:
            why = type(error).__name__
        else:
            return ""
    return why


def _send(mail: Mail, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if mail.port == TLS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=TIMEOUT, context=context
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT)
    with server:
        if mail.port != TLS_PORT and mail.host not in LOOPBACK:
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)
