"""What people enter beside the exports: one more sealed line, while a run may be writing.

What the lines mean is for `override_record` and `appeal_record`.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from assets.publication import AnotherRunError, single_writer
from assets.report.text import Text, both

PATIENCE_SECONDS = 5.0
"""Entries take milliseconds: whoever finds the record busy waits a little."""

# What a line of a page can show: no control characters, which would also break a CSV.
_SHOWN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_SHOWN)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_SHOWN)
]


T = TypeVar("T")

_NAMES = {
    "about": "类别",
    "action": "决定",
    "agent_id": "员工",
    "course_id": "课程",
    "not_before": "不早于",
    "outcome": "结果",
    "reason": "原因",
    "replacement_id": "替换课程",
    "run_id": "运行",
    "session_id": "场次",
    "subject": "对象",
    "text": "说明",
    "valid_until": "有效期至",
}
_TROUBLE = {
    "missing": Text("missing", "缺失"),
    "extra_forbidden": Text("there is no such field", "没有此字段"),
    "string_too_short": Text("missing", "缺失"),
    "string_too_long": Text("longer than {max_length} characters", "超过 {max_length} 个字符"),
    "string_pattern_mismatch": Text("has characters that cannot be shown", "含有无法显示的字符"),
    "literal_error": Text("must be one of {expected}", "应为以下之一：{expected}"),
    "greater_than_equal": Text("a day before {ge}", "早于 {ge}"),
    "less_than": Text("a day after the last one taken; before {lt}", "应早于 {lt}"),
}
_DAY = Text("no day; write it as 2026-05-31", "不是日期，请写作 2026-05-31")
_ODD = Text("cannot be read", "无法识别")


class EntryRefused(ValueError):
    """What was entered is not taken; `told` says so in both languages, for whoever entered it."""

    def __init__(self, told: Text) -> None:
        super().__init__(told.en)
        self.told = told


class Contradiction(EntryRefused):
    """Fields do not go together."""


def field_trouble(name: str, trouble: Text) -> Text:
    """Say what is wrong with a field.

    >>> field_trouble("reason", Text("missing", "缺失"))
    Text(en='reason: missing', zh='原因（reason）：缺失')
    """
    known = f"{_NAMES[name]}（{name}）" if name in _NAMES else name
    return Text(f"{name}: {trouble.en}", f"{known}：{trouble.zh}")


class Event(BaseModel):
    """One line: when it was entered, by whom (as others know them), and as which user."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    by: Words
    user: Id

    @property
    def entered_at(self) -> datetime:
        """When it was entered, with its offset."""
        return datetime.fromisoformat(self.at)


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold a record's folder, which a run does not: people enter things while one goes on.

    Raises:
        AnotherRunError: somebody held it for longer than `PATIENCE_SECONDS`.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        holding = single_writer(folder)
        try:
            holding.__enter__()
        except AnotherRunError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
            continue
        break
    try:
        yield
    finally:
        holding.__exit__(None, None, None)


def new_id(prefix: str) -> str:
    """Return an id that no other line has.

    >>> new_id("appeal").startswith("appeal-"), len(new_id("appeal"))
    (True, 19)
    """
    return f"{prefix}-{secrets.token_hex(6)}"


def checked(make: Callable[[], T], error: type[EntryRefused]) -> T:
    """Make a line of what somebody entered.

    Raises:
        EntryRefused: of the given kind; says which field, and what was expected of it.
    """
    try:
        return make()
    except ValidationError as found:
        told = [_told(one) for one in found.errors(include_url=False)]
        words = Text("; ".join(one.en for one in told), "；".join(one.zh for one in told))
        raise error(words) from found


def _told(one: ErrorDetails) -> Text:
    context = one.get("ctx", {})
    if isinstance(contradiction := context.get("error"), Contradiction):
        return contradiction.told
    trouble = _DAY if one["type"].startswith("date") else _TROUBLE.get(one["type"], _ODD)
    values = {
        key: str(value).replace("'", "").replace(" or ", ", ") for key, value in context.items()
    }
    return field_trouble(".".join(map(str, one["loc"])), both(*trouble, **values))
