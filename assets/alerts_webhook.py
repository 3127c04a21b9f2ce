"""Sends alerts to a webhook: one JSON POST."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import requests

from assets.alerts import Alert, summary
from assets.alerts_channels import Webhook

TIMEOUT = 5.0
#: Seconds before the second and the third try.
PAUSES = (1.0, 3.0)
TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}


def post(webhook: Webhook, alerts: Sequence[Alert], *, about: str, tries: int = 3) -> str:
    """Post alerts; tries again when the other side is away or busy.

    Args:
        webhook: where to; redirects are not followed, since they may leave https.
        alerts: what to tell.
        about: what they are about.
        tries: at most.

    Returns:
        Why it failed, without the address; empty when it arrived.
    """
    message: dict[str, Any] = {
        "source": "ladder",
        "about": about,
        "sent_at": datetime.now(UTC).isoformat(timespec="seconds"),
        # Chat services show this one.
        "text": f"ladder, {about}\n{summary(alerts)}",
        "alerts": [
            {
                "code": alert.code,
                "text": alert.text,
                "text_zh": alert.text_zh,
                "details": list(alert.details),
                "runbook": alert.runbook,
            }
            for alert in alerts
        ],
    }
    why = ""
    for attempt in range(tries):
        if attempt:
            time.sleep(PAUSES[min(attempt, len(PAUSES)) - 1])
        try:
            answer = requests.post(
                webhook.url, json=message, timeout=TIMEOUT, allow_redirects=False
            )
        except (requests.RequestException, ValueError) as error:  # its words hold the address
            why = type(error).__name__
            continue
        if answer.ok and not answer.is_redirect:
            return ""
        why = f"status {answer.status_code}"
        if answer.status_code not in TRY_AGAIN:
            break
    return why
