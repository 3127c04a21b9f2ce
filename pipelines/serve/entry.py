"""What a request enters: its fields, from a form or as JSON, and how it is answered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from assets.appeal_record import AppealRecordError, AppealRefused
from assets.config_record import RecordError
from assets.override_record import OverrideRecordError, OverrideRefused
from assets.publication import AnotherRunError
from pipelines.serve.access import Account
from pipelines.serve.person import account, version
from pipelines.serve.publication import Version


class Refused(Exception):
    """What was entered is not taken; the status says what kind of trouble it is."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status, self.told = status, told


class Asked(NamedTuple):
    """Who enters something, looking at which published version; its run id and as-of day."""

    who: Account
    version: Version
    run_id: str
    as_of: date


def asked() -> Asked:
    """Return who enters something here; 401 for nobody, 503 where nothing is published."""
    who, seen = account(), version()
    if who is None:
        abort(401)
    content = seen.read("run.json") if seen else None
    if seen is None or content is None:
        abort(503)
    run = json.loads(content)
    return Asked(who, seen, str(run["run_id"]), date.fromisoformat(str(run["as_of"])[:10]))


def fields(*names: str) -> dict[str, Any]:
    """Return the named fields that were entered; blank ones are left out.

    Raises:
        Refused: they are no text, or there are others.
    """
    given = request.get_json() if request.is_json else request.form.to_dict()
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        raise Refused(400, "send one JSON object whose values are text")
    given.pop("csrf_token", None)
    if unknown := sorted({*given} - {*names}):
        raise Refused(400, f"there is no field {unknown[0]!r}; there are: {', '.join(names)}")
    return {name: value.strip() for name, value in given.items() if value.strip()}


def text(given: dict[str, Any], name: str) -> str:
    """Return a field that has to be there.

    Raises:
        Refused: it is not.
    """
    if name not in given:
        raise Refused(400, f"{name}: missing")
    return str(given[name])


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the records refuse into answers.

    Raises:
        Refused: with what the record said.
    """
    try:
        yield
    except (OverrideRefused, AppealRefused) as error:
        raise Refused(400, str(error)) from error
    except (RecordError, OverrideRecordError, AppealRecordError) as error:
        raise Refused(409, str(error)) from error
    except AnotherRunError as error:
        raise Refused(503, "A run is being published just now. Try again in a minute.") from error


def entered(back: str, **told: str) -> ResponseReturnValue:
    """Answer what was taken: a script with what is on record, a form with its page.

    Args:
        back: page of the form.
        told: what is on record.
    """
    if request.is_json:
        return told, 201
    return redirect(back, 303)
