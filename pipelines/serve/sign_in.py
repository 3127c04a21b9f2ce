"""Signing in, by password or by OpenID Connect, and out; who is signed in."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_client import OAuth
from flask import Blueprint, abort, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from requests import RequestException

from pipelines.serve.access import Access, Account
from pipelines.serve.passwords import LONGEST, fits
from pipelines.serve.person import SignedIn, access, account, served, version
from pipelines.serve.render import page, trouble
from pipelines.serve.scopes import places

blueprint = Blueprint("sign_in", __name__)
PROVIDER = "provider"
"""Name under which the provider is registered, and the extension that holds it."""


def register_provider(app: Any, known: Access, secret: str) -> None:
    """Make the provider known to a server: code flow with PKCE (RFC 7636).

    Args:
        app: the server.
        known: the access file, with a provider.
        secret: the client's secret.
    """
    if known.oidc is None:
        return
    issuer = str(known.oidc.issuer).rstrip("/")
    OAuth(app).register(
        PROVIDER,
        client_id=known.oidc.client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": 10,
        },
    )


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    """The sign-in page."""
    if account() is not None:
        return redirect(local(request.args.get("next")), 303)
    return _form(200)


@blueprint.post("/sign-in")
def by_password() -> ResponseReturnValue:
    """Sign in with a name and a password of the access file."""
    user, password = request.form.get("user", ""), request.form.get("password", "")
    found = access().by_user(user.strip())
    # Compared for nobody, too, so that time does not tell who is known.
    right = fits(password[: LONGEST + 1], found.password_hash if found else None)
    if found is None or not right:
        return _form(401)
    _begin(found)
    return redirect(local(request.form.get("next")), 303)


@blueprint.get("/sign-in/provider")
def to_provider() -> ResponseReturnValue:
    """Send people to the provider."""
    client = _client()
    session["next"] = local(request.args.get("next"))
    try:
        where: ResponseReturnValue = client.authorize_redirect(f"{request.host_url}sign-in/back")
    except (RequestException, RuntimeError) as error:
        current_app.logger.warning("the provider does not answer: %s", type(error).__name__)
        return trouble(503, "The sign-in provider does not answer. Try again later.")
    return where


@blueprint.get("/sign-in/back")
def from_provider() -> ResponseReturnValue:
    """Take what the provider says: state, nonce, issuer, audience and signature are checked."""
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415  only needed here
    from joserfc.errors import JoseError  # noqa: PLC0415

    client = _client()
    after = local(session.get("next"))
    try:
        claims = client.authorize_access_token().get("userinfo") or {}
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError) as error:
        current_app.logger.warning("sign-in by provider failed: %s", type(error).__name__)
        return _form(401)
    email = claims.get("email") if claims.get("email_verified") is True else None
    found = access().by_claims(str(claims.get("sub", "")), email)
    if found is None:
        return _form(401)
    _begin(found)
    return redirect(after, 303)


@blueprint.post("/sign-out")
def out() -> ResponseReturnValue:
    """Sign out, for good: the cookie is worth nothing afterwards."""
    if current_user.is_authenticated:
        served().sessions.end(current_user.session)
        logout_user()
    session.clear()
    return redirect("/sign-in", 303)


@blueprint.get("/session")
def who() -> ResponseReturnValue:
    """Tell a page's script who is signed in and what they may do; null for nobody."""
    found = account()
    if found is None:
        return "null", 200, {"Content-Type": "application/json"}
    return {
        "user": found.name,
        "role": found.role,
        "csrf": generate_csrf(),
        "can": [name for name, holds in abilities(found).items() if holds],
        "places": places(found, shown.site) if (shown := version()) else [],
    }


def abilities(one: Account) -> dict[str, bool]:
    """What an account may do beside reading; whom it may do it to is for `scopes`."""
    return {
        "override": one.role == "manager",
        "appeal": one.role in ("agent", "manager"),
        "decide": one.role == "manager" or (one.may_approve and one.names),
        "approve": one.may_approve,
    }


def load_signed_in(name: str) -> SignedIn | None:
    """Return who a session's name stands for; None once it is over or the account has changed."""
    found = served().sessions.find(name)
    if found is None:
        return None
    one = access().by_user(found.user)
    if one is None or account_key(one) != found.key:
        return None
    return SignedIn(one, name)


def account_key(one: Account) -> str:
    """Change when how somebody signs in changes: a new password ends the sessions of the old.

    What they may see is read from the access file at every request anyway.
    """
    told = "\n".join(str(part) for part in (one.user, one.password_hash, one.subject, one.email))
    return hashlib.sha256(told.encode()).hexdigest()


def local(where: str | None) -> str:
    r"""Return where to go next when it is a place of this server; else its first page.

    >>> [local(one) for one in ("/teams/T1/index.html", "//evil.example", "/\\evil", None)]
    ['/teams/T1/index.html', '/', '/', '/']
    """
    plain = (where or "").isprintable() and "\\" not in (where or "")
    if not where or not plain or not where.startswith("/") or where.startswith("//"):
        return "/"
    parts = urlsplit(where)
    return "/" if parts.scheme or parts.netloc else where


def _begin(one: Account) -> None:
    """Begin a session that has nothing of the one before it."""
    session.clear()
    name = served().sessions.begin(one.user, account_key(one))
    login_user(SignedIn(one, name))


def _client() -> Any:
    clients = current_app.extensions.get("authlib.integrations.flask_client")
    client = clients and clients.create_client(PROVIDER)
    if client is None:
        abort(404)
    return client


def _form(status: int) -> ResponseReturnValue:
    known = access()
    return page(
        "sign_in.html",
        status,
        after=local(request.values.get("next")),
        failed=status != 200,
        passwords=any(one.password_hash for one in known.users) or known.oidc is None,
        provider=known.oidc,
    )
