"""What a run says of its exports: what is missing or failed, months without rows, wrong clocks."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from assets.contracts.catalogue import table
from assets.landing.report import TableReport, read_report
from assets.landing.sql_text import literal
from assets.run_context import latest_event
from competency.availability import Notice, notices
from competency.framework import Framework

# Typing errors are rarer than this; more means that the clock is behind the data.
FUTURE_SHARE = 0.01
# A month without any event at the end is not how a centre works.
STALE_DAYS = 31
# Evidence that should come every month; a month without any is a gap worth saying.
MONTHLY = ("qa/reviews", "crm/surveys")


def input_notices(
    framework: Framework, reports: Sequence[TableReport], unavailable: Sequence[str]
) -> list[Notice]:
    """What is missing and what that switches off; a table that failed says which file and why."""
    failed = {report.table: report.message for report in reports if report.status == "failed"}
    found = []
    for notice in notices(framework, unavailable):
        why = failed.pop(notice.subject, None)
        if why is None:
            found.append(notice)
            continue
        told = {
            "code": "failed_table",
            "text": f"{ended(why)} {notice.text}",
            "text_zh": f"{ended(why, '。')}{notice.text_zh}",
        }
        found.append(notice.model_copy(update=told))
    found.extend(
        _plain(
            "failed_table",
            subject,
            ended(f"{subject} could not be used: {why}"),
            ended(f"{subject} 无法使用：{why}", "。"),
        )
        for subject, why in failed.items()
    )
    found.extend(
        _plain(
            "failed_file",
            file.file,
            ended(f"{file.file} was refused: {file.message}"),
            ended(f"文件 {file.file} 未被采用：{file.message}", "。"),
        )
        for report in reports
        if report.status != "failed"
        for file in report.files
        # Rows of a file that lacks a required column are refused together.
        if file.message and file.rows_read and not file.accepted
    )
    return found


def ended(told: str, stop: str = ".") -> str:
    """End a message with one full stop.

    >>> ended("a.csv breaks off"), ended("a.csv breaks off.", "。")
    ('a.csv breaks off.', 'a.csv breaks off。')
    """
    return told.rstrip(".。") + stop


def _plain(code: str, subject: str, text: str, text_zh: str) -> Notice:
    return Notice(code=code, subject=subject, text=text, text_zh=text_zh)


def month_notices(landing: Path) -> list[Notice]:
    """One notice a table that has gaps of whole months between its first and last row."""
    found = []
    for key in MONTHLY:
        seen = {month for month in read_report(landing, table(key)).filled if month}
        if not seen:
            continue
        through = pd.period_range(min(seen), max(seen), freq="M").strftime("%Y-%m")
        gaps = [month for month in through if month not in seen]
        if gaps:
            months = ", ".join(gaps)
            found.append(
                _plain(
                    "months_without_rows",
                    key,
                    f"{key} has no rows in {months}: counted as no evidence, not as zero.",
                    f"{key} 在 {months} 没有数据：视为无证据，不计为零分。",
                )
            )
    return found


def future_notices(landing: Path, rows_read: int) -> list[Notice]:
    """A notice when so many rows lie in the future that the clock may be wrong, not the rows."""
    ((rows,),) = duckdb.execute(
        f"select count(*) from {_parquet(landing / 'rejected_rows.parquet')} "
        "where rule = 'future_time'"
    ).fetchall()
    if rows <= FUTURE_SHARE * rows_read:
        return []
    return [
        _plain(
            "future_rows",
            "clock",
            f"{rows} rows were refused because they lie in the future. If this machine's clock "
            "is wrong, name the last day with --as-of.",
            f"{rows} 行数据晚于当前时间，未被采用。若本机时钟有误，请用 --as-of 指定截止日。",
        )
    ]


def stale_notices(landing: Path, as_of: date) -> list[Notice]:
    """A notice when the exports end long before the as-of day."""
    latest = latest_event(landing)
    if (as_of - latest).days <= STALE_DAYS:
        return []
    return [
        _plain(
            "stale",
            "exports",
            f"The exports end on {latest}, long before the as-of day {as_of}.",
            f"导出数据截至 {latest}，远早于截止日 {as_of}。",
        )
    ]


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"
