"""What the run could not use, in plain words, for the head of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.report.names import Names
from assets.report.text import Text, join, pair


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that is missing, and the names of the indicators it switched off."""

    text: Text
    switched_off: Text | None


@dataclass(frozen=True, kw_only=True)
class Mode:
    """Whether everything was there."""

    degraded: bool
    notices: list[Notice]


def read_mode(run: Mapping[str, Any], names: Names) -> Mode:
    """The mode of run.json with names instead of keys."""
    mode = run.get("mode") or {}
    notices = []
    for notice in mode.get("notices") or []:
        subject = str(notice.get("subject") or notice.get("code") or "")
        keys = notice.get("switched_off") or []
        notices.append(
            Notice(
                text=pair(notice.get("text"), notice.get("text_zh")) or Text(subject, subject),
                switched_off=join([names.indicator(k) for k in keys]) if keys else None,
            )
        )
    return Mode(degraded=mode.get("state") == "degraded", notices=notices)
