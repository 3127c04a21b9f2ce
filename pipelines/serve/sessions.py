"""Who is signed in, until when. Kept in the server's memory: a restart signs everybody out."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

IDLE_SECONDS = 30 * 60
"""Somebody who did nothing for so long is signed out."""
LONGEST_SECONDS = 10 * 3600
"""And after so long in any case: a working day."""


@dataclass(frozen=True)
class Session:
    """One person signed in on one device; times in seconds of the clock."""

    user: str
    began: float
    seen: float
    key: str
    """Whether the account is still the one that signed in: `sign_in.account_key`."""


class Sessions:
    """The sessions that live.

    >>> clock = iter([0.0, 60.0, 7200.0]).__next__
    >>> kept = Sessions(clock)
    >>> name = kept.begin("mei", "k")
    >>> kept.find(name).user, kept.find(name)  # after a minute, after two hours
    ('mei', None)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._live: dict[str, Session] = {}

    def begin(self, user: str, key: str) -> str:
        """Sign somebody in; the new session's name, which nobody can guess."""
        now, name = self._clock(), secrets.token_urlsafe(32)
        with self._lock:
            self._live = {one: kept for one, kept in self._live.items() if not _over(kept, now)}
            self._live[name] = Session(user, now, now, key)
        return name

    def find(self, name: str) -> Session | None:
        """Return a session that lives, which is thereby seen; None once it is over."""
        now = self._clock()
        with self._lock:
            found = self._live.get(name)
            if found is None or _over(found, now):
                self._live.pop(name, None)
                return None
            self._live[name] = replace(found, seen=now)
            return found

    def end(self, name: str) -> None:
        """Sign out."""
        with self._lock:
            self._live.pop(name, None)


def _over(session: Session, now: float) -> bool:
    return now - session.seen > IDLE_SECONDS or now - session.began > LONGEST_SECONDS
