"""What the run could not use, in plain words, for the head of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.report.text import Text, pair


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that is missing and what that switched off, in run.json's own words."""

    text: Text


@dataclass(frozen=True, kw_only=True)
class Mode:
    """Whether everything was there."""

    degraded: bool
    notices: list[Notice]


def read_mode(run: Mapping[str, Any]) -> Mode:
    """The mode of run.json."""
    mode = run.get("mode") or {}
    notices = []
    for notice in mode.get("notices") or []:
        subject = str(notice.get("subject") or notice.get("code") or "")
        words = pair(notice.get("text"), notice.get("text_zh")) or Text(subject, subject)
        notices.append(Notice(text=words))
    return Mode(degraded=mode.get("state") == "degraded", notices=notices)
