"""What a run tells whoever looks after it: alerts by code, without anything about people.

How they are sent is in `alerts_webhook` and `alerts_mail`; what to do about each, in the runbook.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.content_hash import DamagedResult
from assets.expectation_suites import REJECTED_SHARE_WARNING
from assets.freshness import LATE
from assets.published_record import read_published
from assets.volume import QUIET, UNUSUAL

RUNBOOK = "docs/runbook.md"
#: Every code that can be sent, with what it says in English and Chinese.
CODES: Mapping[str, tuple[str, str]] = {
    "run_failed": (
        "The run failed; nothing was published and the last published result stands.",
        "运行失败，未发布结果；上次发布的结果仍然有效。",
    ),
    "publication_failed": (
        "The result was computed but not published; the last published result stands.",
        "结果已算出但未能发布；上次发布的结果仍然有效。",
    ),
    "disk_full": (
        "The disk is full; nothing was published and the last published result stands.",
        "磁盘已满，未发布结果；上次发布的结果仍然有效。",
    ),
    "run_refused": (
        "The run was refused by its configuration, its record or a mapping file; nothing was "
        "published.",
        "配置、记录或映射文件有误，运行被拒绝，未发布结果。",
    ),
    "another_run": (
        "The run did not start because another one is writing to the same folder.",
        "另一个运行正在写入同一文件夹，本次运行未开始。",
    ),
    "run_stopped": (
        "The run was stopped from outside; the last published result stands.",
        "运行被外部中止；上次发布的结果仍然有效。",
    ),
    "degraded": (
        "A result was published without some of its inputs.",
        "结果已发布，但缺少部分输入数据。",
    ),
    "frozen": (
        "A result was published with tiers and assignments frozen: nobody moves.",
        "结果已发布，但等级与学习安排已冻结，无人变动。",
    ),
    LATE: ("A table is later than its own rhythm.", "有数据表晚于其以往的更新规律。"),
    UNUSUAL: ("A table has an unusual number of rows.", "有数据表的行数异常。"),
    QUIET: ("Most tables have few rows on the same days.", "多数表在同一天的行数偏少。"),
    "rows_refused": ("Many rows of a file were refused.", "有文件的多行数据未被采用。"),
    "trial": ("A trial: alerts arrive here.", "测试：告警可以送达此处。"),
}
#: Notices that are alerts of their own; what else degrades a result is one alert together.
OWN_CODES = ("frozen", LATE, UNUSUAL, QUIET)
#: Words of these may quote a file's own text, or what somebody wrote as a reason.
QUOTING = {"failed_table", "failed_file", "last_snapshot", "snapshot_failed", "frozen"}


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to look at.

    Attributes:
        code: one of `CODES`.
        details: a line each; nothing about people.

    >>> Alert(code="disk_full").text_zh
    '磁盘已满，未发布结果；上次发布的结果仍然有效。'
    """

    code: str
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it says, in English."""
        return CODES[self.code][0]

    @property
    def text_zh(self) -> str:
        """What it says, in Chinese."""
        return CODES[self.code][1]

    @property
    def runbook(self) -> str:
        """Where it says what to do."""
        return f"{RUNBOOK}#{self.code}"


def result_alerts(out: Path) -> list[Alert]:
    """Alerts of the published result: what it lacks or what looks wrong, and is news.

    What the version published before it said already is not told again, so that a table that is
    away for a week is one message and not seven.

    Args:
        out: the output folder.
    """
    current = (out / "current").resolve()
    earlier = sorted(
        folder
        for folder in (out / "versions").iterdir()
        if folder.name < current.name and (folder / "run.json").is_file()
    )
    run, before = _record(current), _record(earlier[-1]) if earlier else {}
    known = {_identity(one) for one in _notices(before)}
    news = [one for one in _notices(run) if _identity(one) not in known]
    degrading = [one for one in news if one["degrades"] and one["code"] not in OWN_CODES]
    refused = tuple(line for line in _refused(run) if line not in _refused(before))
    return [
        *(
            Alert(code=code, details=tuple(map(_words, found)))
            for code in OWN_CODES
            if (found := [one for one in news if one["code"] == code])
        ),
        *([Alert(code="degraded", details=tuple(map(_words, degrading)))] if degrading else []),
        *([Alert(code="rows_refused", details=refused)] if refused else []),
    ]


def summary(alerts: Iterable[Alert]) -> str:
    """All of it as text, as a message or mail shows it."""
    lines = []
    for alert in alerts:
        lines += [f"{alert.code}: {alert.text}", alert.text_zh]
        lines += [f"  - {detail}" for detail in alert.details]
        lines.append(f"  {alert.runbook}")
    return "\n".join(lines)


def _words(notice: Mapping[str, Any]) -> str:
    told = f"{notice['code']} {notice['subject']}"
    return told if notice["code"] in QUOTING else f"{told}: {notice['text']}"


def _identity(notice: Mapping[str, Any]) -> tuple[str, ...]:
    # Ages grow from day to day in the words of most; a further unusual day is news.
    words = (notice["text"],) if notice["code"] in (UNUSUAL, QUIET) else ()
    return (notice["code"], notice["subject"], *words)


def _notices(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"degrades": True, **one} for one in run.get("mode", {}).get("notices", [])]


def _refused(run: Mapping[str, Any]) -> list[str]:
    return [
        f"{file['file']}: {file['rejected']:,} of {file['rows_read']:,} rows"
        for file in run.get("sources", [])
        if file["rejected"] > REJECTED_SHARE_WARNING * file["rows_read"]
    ]


def _record(folder: Path) -> dict[str, Any]:
    try:
        return read_published(folder)
    except DamagedResult:  # everything it said is news again
        return {}
