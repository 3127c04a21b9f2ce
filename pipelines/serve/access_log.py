"""One line a request: when, who by a pseudonym, what kind of page, how it went. No names."""

import hashlib
import hmac
import logging
import os
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

from flask import Flask, request
from flask.wrappers import Response

from pipelines.serve.person import account
from pipelines.serve.scopes import ANALYSIS, GROUPS, SHARED

NAME = "ladder.access"


def open_log(path: Path | None) -> logging.Logger:
    """Open the log, for its owner only.

    Args:
        path: file, which other programs may move away; None: standard error.
    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    log = logging.Logger(NAME, logging.INFO)
    handler = (
        WatchedFileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    return log


def kind(path: str, endpoint: str | None) -> str:
    """Say what kind of page a path is, without whose.

    >>> kind("/teams/T1/agents/A7.html", "pages.file"), kind("/appeals", "records.appeals")
    ('agent page', 'records.appeals')
    """
    plain = path.lstrip("/")
    if endpoint != "pages.file":
        return endpoint or "none"
    if plain.startswith(SHARED):
        return "shared"
    if plain in GROUPS or plain == "run.json":
        return plain
    if plain.startswith(ANALYSIS):
        return "analysis"
    if plain.startswith("teams/"):
        return "agent page" if "/agents/" in plain else "team"
    return "other"


def pseudonym(user: str, secret: str) -> str:
    """Return a name that only who has the server's key can tie to a user."""
    return hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()[:12]


def log_requests(app: Flask, log: logging.Logger, secret: str) -> None:
    """Write a line for every request."""

    @app.after_request
    def write(answer: Response) -> Response:
        who = account()
        log.info(
            "%s %s %s %s %d",
            datetime.now(UTC).isoformat(timespec="seconds"),
            pseudonym(who.user, secret) if who else "-",
            request.method if request.method in ("GET", "HEAD", "POST") else "OTHER",
            kind(request.path, request.endpoint).replace(" ", "_"),
            answer.status_code,
        )
        return answer
