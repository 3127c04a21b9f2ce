"""Sends the files of the published site to those who may see them."""

import hashlib
import mimetypes
from urllib.parse import quote

from flask import Blueprint, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from pipelines.serve.headers import SHARED_SECONDS
from pipelines.serve.person import account, newer_version, version
from pipelines.serve.render import page, trouble
from pipelines.serve.scopes import SHARED, first_pages, may_see

blueprint = Blueprint("pages", __name__)

# The few kinds there are: what the system thinks of an ending differs from machine to machine.
_KINDS = mimetypes.MimeTypes()
for _ending, _kind in {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}.items():
    _KINDS.add_type(_kind, _ending)


@blueprint.get("/")
def first() -> ResponseReturnValue:
    """Lead everybody to the page they come for; managers of several teams choose."""
    who, found = account(), version()
    places = first_pages(who, found.site) if who and found else []
    if len(places) != 1:
        return own()
    return redirect(f"/{places[0]}{_language()}", 303)


@blueprint.get("/me")
def own() -> ResponseReturnValue:
    """Everything there is for somebody, and the way out."""
    who = account()
    if who is None:
        return to_sign_in()
    found = version()
    if found is None:
        return trouble(503)
    teams = {f"teams/{found.site.folders[one]}/index.html": one for one in found.site.folders}
    pages = [
        (found.site.team_names[teams[place]] if place in teams else None, f"/{place}")
        for place in first_pages(who, found.site)
    ]
    return page("own.html", pages=pages)


@blueprint.get("/favicon.ico")
def icon() -> ResponseReturnValue:
    """Browsers ask for one unasked; that there is none is no error."""
    return "", 204


@blueprint.get("/<path:path>")
def file(path: str) -> ResponseReturnValue:
    """Send one file of the site."""
    if path.endswith("/"):
        path += "index.html"
    if account() is None and not path.startswith(SHARED):
        return to_sign_in()
    found = version()
    if found is None:
        return trouble(503)
    while found is not None:
        if not may_see(account(), path, found.site):
            abort(404)
        if (content := found.read(path)) is not None:
            return _answer(path, content)
        # Older versions are deleted: perhaps this one was, between the look and the reading.
        found = newer_version()
    return trouble(404 if version() else 503)


def to_sign_in() -> ResponseReturnValue:
    """Lead nobody to the sign-in page, which leads back; whatever they asked for, the same."""
    asked, language = request.full_path.rstrip("?"), _language()
    if asked == "/":
        return redirect("/sign-in", 303)
    return redirect(f"/sign-in{language or '?'}{language and '&'}next={quote(asked, safe='')}", 303)


def _language() -> str:
    """The language asked for in the address, as the query of another; else nothing."""
    asked = request.args.get("lang")
    return f"?lang={asked}" if asked in ("en", "zh") else ""


def _answer(path: str, content: bytes) -> Response:
    answer = make_response(content)
    answer.mimetype = _KINDS.guess_type(path)[0] or "application/octet-stream"
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    if path.startswith(SHARED):
        answer.headers["Cache-Control"] = f"public, max-age={SHARED_SECONDS}"
    answer.make_conditional(request)
    return answer
