"""The content of the page on courses' content: coverage, new products, best of the year, months."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report.clearances import clearance_counts
from assets.report.course_titles import course_titles
from assets.report.learning_figures import learning_figures
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import Record, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text
from assets.report.topic_lines import topic_coverage

PRODUCT_STATES = {
    "in_time": Text("in time", "按时发布"),
    "late": Text("late", "发布超时"),
    "missing": Text("no course yet, time is over", "超时未发布"),
    "due": Text("not due yet", "未到期"),
    "unknown": Text("not told by the exports", "导出数据未说明"),
}
RANK_STATES = {
    "benchmark": Text("benchmark course", "标杆课程"),
    "top_3": Text("among the best three", "前三名"),
    "not_told_apart": Text("can't be told apart", "无法区分高下"),
}


def content_content(
    marts: Mapping[str, pd.DataFrame], names: Names, people: Sequence[Person], as_of: date
) -> dict[str, Any]:
    """What `content.html` is told.

    Args:
        marts: frames by mart name; any may be missing.
        names: of tiers, dimensions, indicators.
        people: everyone who has not left.
        as_of: day of the run.
    """
    titles = course_titles(marts)
    ranked = records(marts, "benchmark_courses")
    running = [row for row in ranked if row["state"] in RANK_STATES]
    shown = {one.product: one for one in clearance_counts(marts, people)}
    return {
        "topics": topic_coverage(marts, names, titles),
        "ages": [_age(row, names) for row in records(marts, "content_age")],
        "products": [_product(row, shown) for row in _products(marts)],
        "product_states": PRODUCT_STATES,
        "running": [
            {**row, "title": titles.get(row["course_id"], row["course_id"])} for row in running
        ],
        "waiting": sum(row["state"] == "too_few" for row in ranked),
        "barred": sum(row["state"] == "red_card" for row in ranked),
        "rank_states": RANK_STATES,
        "winner": next((row for row in running if row["state"] == "benchmark"), None),
        "year": ranked[0]["year"] if ranked else as_of.year,
        "learning": learning_figures(marts, people),
        "smallest": SMALLEST,
    }


def _products(marts: Mapping[str, pd.DataFrame]) -> list[Record]:
    """New products, those without a course in time first, then the newest."""
    order = ["missing", "late", "due", "in_time", "unknown"]
    rows = records(marts, "product_coverage")
    rows.sort(key=lambda row: (str(row["launched_at"]), str(row["product"])), reverse=True)
    return sorted(rows, key=lambda row: order.index(row["state"]))


def _age(row: Record, names: Names) -> dict[str, Any]:
    """A row of the table of ages; marks of fewer than five people are not told."""
    is_told = (row["people"] or 0) >= SMALLEST
    return {**row, "name": names.dimension(row["dimension"]), "is_told": is_told}


def _product(row: Record, shown: Mapping[str, Any]) -> Record:
    """A product with how many are cleared, where that many may be told."""
    found = shown.get(row["product"])
    return {**row, "cleared": found.states[0][1] if found else None, "counted": found is not None}
