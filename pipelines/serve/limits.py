"""How often: guesses of passwords, and entries. Counted in the server's memory."""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from flask import Flask, abort, make_response, request
from flask.typing import ResponseReturnValue
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


class Limit(NamedTuple):
    """How often, counted by what."""

    often: str
    by: Callable[[], str]


GUESS_SECONDS = 15 * 60
# One address may be that of a whole office.
GUESSES = ((60, address), (8, typed_name))
"""Failures in `GUESS_SECONDS`, counted by what."""


class Guesses:
    """Sign-ins that failed, or are still being looked at: counted before words are compared.

    So many guesses at once are each counted. What was right is given back: nobody is locked out by
    signing in.

    >>> guesses = Guesses(clock=lambda: 0.0)
    >>> [guesses.begin({"name mei": 2}) for _ in range(3)]
    [True, True, False]
    >>> guesses.give_back({"name mei": 2})
    >>> guesses.begin({"name mei": 2})
    True
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._times: dict[str, list[float]] = {}

    def begin(self, most: dict[str, int]) -> bool:
        """Count a guess; False, and not counted, where a key has as many as it may."""
        now = self._clock()
        with self._lock:
            fresh = {
                key: [one for one in times if now - one < GUESS_SECONDS]
                for key, times in self._times.items()
            }
            self._times = {key: times for key, times in fresh.items() if times}
            if any(len(self._times.get(key, ())) >= often for key, often in most.items()):
                return False
            for key in most:
                self._times.setdefault(key, []).append(now)
        return True

    def give_back(self, most: dict[str, int]) -> None:
        """Forget the newest guess of each key."""
        with self._lock:
            for key in most:
                if times := self._times.get(key):
                    times.pop()


_PROVIDER = (Limit("120 per 15 minutes", address),)
# A manager's busy Monday is a tenth of it.
_ENTRIES = (Limit("60 per minute; 600 per day", person),)
GUESSED = "sign_in.by_password"
LIMITS = {
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
        for often, by in limits:
            views[endpoint] = limiter.limit(often, key_func=by)(views[endpoint])
    views[GUESSED] = _guessed(views[GUESSED], Guesses())


def _guessed(view: Callable[[], ResponseReturnValue], guesses: Guesses) -> Any:
    @wraps(view)
    def counted() -> ResponseReturnValue:
        most = {by(): often for often, by in GUESSES}
        if not guesses.begin(most):
            abort(429)
        answer = make_response(view())
        if answer.status_code != 401:
            guesses.give_back(most)
        return answer

    return counted
