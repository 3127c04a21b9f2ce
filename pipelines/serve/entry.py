"""What a request enters: its fields, from a form or as JSON, and how it is answered."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from flask import abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from assets.appeal_record import AppealedBefore, AppealRecordError
from assets.config_record import RecordError
from assets.entered_record import EntryRefused, field_trouble
from assets.override_record import DecidedBefore, OverrideRecordError
from assets.publication import AnotherRunError
from assets.report.text import Text, both
from pipelines.serve.access import Account
from pipelines.serve.person import account, version
from pipelines.serve.publication import Version


class Refused(Exception):
    """What was entered is not taken; the status says what kind of trouble it is."""

    def __init__(self, status: int, told: Text) -> None:
        super().__init__(told.en)
        self.status, self.told = status, told


class Asked(NamedTuple):
    """Who enters something, looking at which published version; its run id and as-of day."""

    who: Account
    version: Version
    run_id: str
    as_of: date


def asked() -> Asked:
    """Return who enters something here; 401 for nobody, 503 where nothing whole is published."""
    who, seen = account(), version()
    if who is None:
        abort(401)
    content = seen.read("run.json") if seen else None
    if seen is None or content is None:
        abort(503)
    try:
        run = json.loads(content)
        run_id, as_of = str(run["run_id"]), date.fromisoformat(str(run["as_of"])[:10])
    except (ValueError, KeyError, TypeError, RecursionError):
        abort(503)
    return Asked(who, seen, run_id, as_of)


def fields(*names: str) -> dict[str, Any]:
    """Return the named fields that were entered; blank ones are left out.

    Raises:
        Refused: they are no text, or there are others.
    """
    given = request.get_json() if request.is_json else request.form.to_dict()
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        words = Text("send one JSON object whose values are text", "请发送值均为文本的 JSON 对象")
        raise Refused(400, words)
    given.pop("csrf_token", None)
    if unknown := sorted({*given} - {*names}):
        raise Refused(
            400,
            both(
                "there is no field '{one}'; there are: {all}",
                "没有字段“{one}”；可用字段：{all}",
                one=unknown[0],
                all=", ".join(names),
            ),
        )
    return {name: value.strip() for name, value in given.items() if value.strip()}


def text(given: dict[str, Any], name: str) -> str:
    """Return a field that has to be there.

    Raises:
        Refused: it is not.
    """
    if name not in given:
        raise odd(name, Text("missing", "缺失"))
    return str(given[name])


def odd(name: str, trouble: Text) -> Refused:
    """A field that cannot be taken, and why."""
    return Refused(400, field_trouble(name, trouble))


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the records refuse into answers.

    Raises:
        Refused: with what the record said.
    """
    try:
        yield
    except (DecidedBefore, AppealedBefore) as error:
        raise Refused(409, error.told) from error
    except EntryRefused as error:
        raise Refused(400, error.told) from error
    except (RecordError, OverrideRecordError, AppealRecordError) as error:
        raise Refused(409, _stopped(error)) from error
    except AnotherRunError as error:
        words = Text(
            "A run is being published just now. Try again in a minute.",
            "正在发布运行结果，请稍后重试。",
        )
        raise Refused(503, words) from error


def _stopped(error: Exception) -> Text:
    """Words for a record that was changed, or does not allow something.

    The file is for the log only, and the names in what the record says for nobody's.
    """
    place = re.search(r".*record\.jsonl:(\d+)", str(error))
    current_app.logger.error(
        "an entry was stopped: %s, %s", type(error).__name__, place[0] if place else "no line"
    )
    if "cannot be read" in str(error):
        return Text(
            "the record cannot be read; tell whoever runs the server",
            "无法读取记录，请告知服务器管理员",
        )
    if place is None:
        return Text(
            "The record does not allow this; the published result may have changed meanwhile. "
            "Load the page again.",
            "记录不允许此操作；发布结果可能已更新，请重新加载页面。",
        )
    return both(
        "Line {line} of the record was changed outside these pages, or lines are missing. Nothing "
        "is entered until that is put right: tell whoever runs the server, whose log names the "
        "file.",
        "记录第 {line} 行曾在本站之外被更改，或有记录缺失。更正之前无法录入，"
        "请告知服务器管理员（文件见服务器日志）。",
        line=place[1],
    )


def entered(back: str, **told: str) -> ResponseReturnValue:
    """Answer what was taken: a script with what is on record, a form with its page.

    Args:
        back: page of the form.
        told: what is on record.
    """
    if request.is_json:
        return told, 201
    return redirect(back, 303)
