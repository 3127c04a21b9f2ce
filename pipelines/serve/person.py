"""Who a request is from, and the version that it is answered from."""

from flask import current_app, g
from flask_login import current_user

from pipelines.serve.access import Access, Account, WatchedAccess
from pipelines.serve.publication import Publication, Version
from pipelines.serve.sessions import Sessions

EXTENSION = "ladder"


class Served:
    """What the routes of one server share.

    Attributes:
        publication: what is published.
        access: who may sign in.
        sessions: who is signed in.
    """

    def __init__(self, publication: Publication, access: WatchedAccess) -> None:
        self.publication, self.access = publication, access
        self.sessions = Sessions()


class SignedIn:
    """Somebody signed in, as flask-login wants them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account, session: str) -> None:
        self.account, self.session = account, session

    def get_id(self) -> str:
        """Name of the session: the cookie holds nothing about the person."""
        return self.session


def served() -> Served:
    """What the routes of this server share."""
    shared: Served = current_app.extensions[EXTENSION]
    return shared


def access() -> Access:
    """The access file as it is now."""
    return served().access.now()


def account() -> Account | None:
    """Who asks; None: nobody signed in."""
    return current_user.account if current_user.is_authenticated else None


def version() -> Version | None:
    """The version that this request is answered from; None where nothing is published."""
    if "version" not in g:
        g.version = served().publication.version()
    found: Version | None = g.version
    return found


def newer_version() -> Version | None:
    """Look again: what this request was answered from has gone. None: it is still the newest."""
    before = g.pop("version", None)
    after = version()
    return after if after is not None and after != before else None
