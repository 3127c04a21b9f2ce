"""The server's own pages, in the report's look."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import make_response
from flask.wrappers import Response
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment

from assets.report.environment import page_environment
from assets.report.text import Text, both
from pipelines.serve.person import account

TEMPLATES = Path(__file__).parent / "templates"

WRONG = {
    400: Text("This could not be read", "无法处理该请求"),
    401: Text("Sign in first", "请先登录"),
    404: Text("There is no such page", "没有这个页面"),
    405: Text("There is no such page", "没有这个页面"),
    409: Text("This could not be recorded", "无法记录"),
    413: Text("That is too long", "内容过长"),
    429: Text("Too many tries. Wait a little", "尝试次数过多，请稍候"),
    500: Text("Something went wrong here", "服务器出错"),
    503: Text("Nothing can be shown just now", "暂时无法显示"),
}


@cache
def _environment() -> Environment:
    return page_environment(TEMPLATES)


def page(template: str, status: int = 200, **content: Any) -> Response:
    """Render one of the server's own pages."""
    text = (
        _environment()
        .get_template(template)
        .render(root="/", account=account(), csrf=generate_csrf, **content)
    )
    return make_response(text, status)


def trouble(status: int, told: Text | str = "", *, as_json: bool = False) -> Response:
    """Say what went wrong: as a page, or to a script as JSON.

    Args:
        status: of the answer.
        told: more about it; a text is in English, as the program words it.
        as_json: whether a script asks.
    """
    words = WRONG.get(status, both("This did not work ({n})", "出错（{n}）", n=status))
    if as_json:
        more = told or words
        said = {
            "error": more if isinstance(more, str) else more.en,
            "error_zh": more if isinstance(more, str) else more.zh,
            "title": words._asdict(),
        }
        answer = make_response(json.dumps(said, ensure_ascii=False), status)
        answer.mimetype = "application/json"
        return answer
    return page("error.html", status, words=words, told=told)
