"""The server: its routes and what holds for all of them."""

import logging
import sys
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from pipelines.serve import limits, pages, records, sign_in
from pipelines.serve.access import WatchedAccess
from pipelines.serve.access_log import kind, log_requests
from pipelines.serve.entry import Refused
from pipelines.serve.headers import secure_headers
from pipelines.serve.person import EXTENSION, Served
from pipelines.serve.publication import Publication
from pipelines.serve.render import trouble
from pipelines.serve.sessions import LONGEST_SECONDS

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LONGEST_ENTRY = 64 * 1024


class _Json(DefaultJSONProvider):
    """Takes lists in lists without end for what they are: no JSON that anybody means."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class _Server(Flask):
    """Tells what failed, and where in the program; not on whose page, nor what the error quotes."""

    json_provider_class = _Json

    def log_exception(self, exc_info: Any) -> None:
        what = kind(request.path, request.endpoint)
        raised, _, trace = exc_info
        frames = traceback.extract_tb(trace)
        where = f"{frames[-1].filename}:{frames[-1].lineno}, {frames[-1].name}" if frames else "?"
        self.logger.error("a request failed (%s): %s at %s", what, raised.__name__, where)


def make_app(
    out: Path,
    access: Path,
    secret: str,
    *,
    public_url: str | None = None,
    log: logging.Logger | None = None,
) -> Flask:
    """Make the server of an output folder.

    Args:
        out: folder whose `current` is published, and which holds the records.
        access: the access file.
        secret: key that signs cookies.
        public_url: https address that people type, when a proxy stands before the server; without
            it, it answers to this machine's own names only.
        log: access log (`access_log.open_log`); without one nothing is logged.

    Raises:
        AccessError: the access file is broken.
    """
    app = _Server(__name__, static_folder=None, template_folder=None)
    secure = public_url is not None
    app.config.update(
        OUT=out,
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=LONGEST_ENTRY,
        MAX_FORM_MEMORY_SIZE=LONGEST_ENTRY,
        SESSION_COOKIE_NAME="__Host-ladder" if secure else "ladder",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=LONGEST_SECONDS),
        # A token holds as long as its session. Pages say no referrer, so it cannot be asked for.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        # Another name than its own, as of a page that had its name point here, is not answered.
        TRUSTED_HOSTS=[urlsplit(public_url).netloc] if public_url else [*LOOPBACK],
    )
    # `//` in a path is nobody's page, and no way to another server.
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    if secure:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]

    watched = WatchedAccess(access, lambda told: print(told, file=sys.stderr, flush=True))
    app.extensions[EXTENSION] = Served(Publication(out), watched)
    known = watched.now()
    if known.oidc is not None:
        sign_in.register_provider(app, known, known.oidc.secret(access.parent))
    LoginManager(app).user_loader(sign_in.load_signed_in)
    CSRFProtect(app)
    for part in (sign_in, records, pages):
        app.register_blueprint(part.blueprint)
    limits.start(app)
    app.register_error_handler(HTTPException, _http_trouble)
    app.register_error_handler(Refused, _refused)
    app.after_request(secure_headers)
    if log is not None:
        log_requests(app, log, secret)
    return app


def _http_trouble(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and 300 <= error.code < 400:
        return error
    told = (error.description or "") if error.code == 400 else ""
    return trouble(error.code or 500, told, as_json=request.is_json)


def _refused(error: Refused) -> ResponseReturnValue:
    return trouble(error.status, error.told, as_json=request.is_json)
