"""How often: guesses of passwords, and entries. Counted in the server's memory."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, request
from flask.wrappers import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from pipelines.serve.person import account


def address() -> str:
    """Where a request comes from, as the proxy says when there is one."""
    return f"address {get_remote_address()}"


def typed_name() -> str:
    """The user name that somebody tries."""
    return f"name {request.form.get('user', '').strip().casefold()[:200]}"


def person() -> str:
    """Who enters something."""
    found = account()
    return f"user {found.user}" if found else address()


def failed(answer: Response) -> bool:
    """Only what fails counts: nobody is locked out by signing in."""
    return answer.status_code == 401


class Limit(NamedTuple):
    """How often, counted by what, and which answers count (None: all)."""

    often: str
    by: Callable[[], str]
    counts: Callable[[Response], bool] | None = None


# One address may be that of a whole office.
_FAILURES = (
    Limit("60 per 15 minutes", address, failed),
    Limit("8 per 15 minutes", typed_name, failed),
)
_PROVIDER = (Limit("120 per 15 minutes", address),)
# A manager's busy Monday is a tenth of it.
_ENTRIES = (Limit("60 per minute; 600 per day", person),)
LIMITS = {
    "sign_in.by_password": _FAILURES,
    "sign_in.to_provider": _PROVIDER,
    "sign_in.from_provider": _PROVIDER,
    "records.enter_override": _ENTRIES,
    "records.take_back": _ENTRIES,
    "records.enter_appeal": _ENTRIES,
    "records.enter_decision": _ENTRIES,
    "records.enter_approval": _ENTRIES,
}


def start(app: Flask) -> None:
    """Count for a server, from nothing; its routes are all there by now."""
    limiter = Limiter(app=app, key_func=address, storage_uri="memory://", strategy="moving-window")
    views: dict[str, Any] = app.view_functions
    for endpoint, limits in LIMITS.items():
        for often, by, counts in limits:
            decorate = limiter.limit(often, key_func=by, deduct_when=counts)
            views[endpoint] = decorate(views[endpoint])
