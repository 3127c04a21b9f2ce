"""A team's mentors: what became of the people they guided, where there are enough to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.certificates import mentor_states
from assets.report.numbers import percent, signed
from assets.report.people import Person
from assets.report.records import Record, records, whole
from assets.report.text import Text, both

ROLES = {
    "business": Text("business mentor", "业务导师"),
    "service": Text("service mentor", "服务导师"),
}

_CERTIFICATES = {
    "valid": Text("certified", "已认证"),
    "expiring": Text("certificate ends soon", "认证即将到期"),
    "expired": Text("certificate to be renewed", "认证需更新"),
    "none": Text("not certified", "未认证"),
}

_UNTOLD = Text("too few raters, or none", "评价人过少或没有")


@dataclass(frozen=True, kw_only=True)
class MentorLine:
    """One mentor in one role; figures in words, with their range."""

    person: Person
    role: Text
    mentees: int
    stayed: Text
    passed: Text
    growth: Text
    rated: Text
    certificate: str | None

    @property
    def certificate_name(self) -> Text:
        """The state of the mentor's certificate in words."""
        return _CERTIFICATES[self.certificate or "none"]


def mentor_lines(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[MentorLine]:
    """The mentors among `people`, those with the most mentees first; no order of merit."""
    known = {person.agent_id: person for person in people}
    certified = mentor_states(marts)
    ratings = _ratings(marts)
    lines = [
        MentorLine(
            person=known[row["mentor_id"]],
            role=ROLES[row["mentor_role"]],
            mentees=whole(row.get("n_mentees")) or 0,
            stayed=_share(row, "retention"),
            passed=_share(row, "pass"),
            growth=_points(row),
            rated=ratings.get(row["mentor_id"], _UNTOLD),
            certificate=None if certified is None else certified.get(row["mentor_id"], "none"),
        )
        for row in records(marts, "mentor_scorecard")
        if row["mentor_id"] in known
    ]
    return sorted(lines, key=lambda line: (-line.mentees, line.person.name, line.role.en))


def _ratings(marts: Mapping[str, pd.DataFrame]) -> dict[str, Text]:
    """What those below a mentor say in 360 feedback, of what the portrait shows and no more."""
    shown: dict[str, list[Record]] = {}
    for row in records(marts, "portraits_360"):
        if row["rater_group"] == "report" and row["state"] == "shown":
            shown.setdefault(row["agent_id"], []).append(row)
    return {
        agent: both(
            "{v} of 5, {n} answers",
            "{v} 分（满分 5 分，{n} 条）",
            v=f"{sum(row['rating'] * row['n_ratings'] for row in rows) / n:.1f}",
            n=n,
        )
        for agent, rows in shown.items()
        if (n := sum(whole(row["n_ratings"]) or 0 for row in rows))
    }


def _share(row: Record, measure: str) -> Text:
    if row.get(measure) is None:
        return _unrated(row, measure)
    return both(
        "{v} ({l} to {u}), of {n}",
        "{v}（{l} 至 {u}），共 {n} 人",
        v=percent(row[measure]),
        l=percent(row[f"{measure}_lower"]),
        u=percent(row[f"{measure}_upper"]),
        n=whole(row[f"{measure}_n"]),
    )


def _points(row: Record) -> Text:
    if row.get("growth") is None:
        return _unrated(row, "growth")
    return both(
        "{v} points ({l} to {u}), of {n}",
        "{v} 分（{l} 至 {u}），共 {n} 人",
        v=signed(row["growth"]),
        l=signed(row["growth_lower"]),
        u=signed(row["growth_upper"]),
        n=whole(row["growth_n"]),
    )


def _unrated(row: Record, measure: str) -> Text:
    count = whole(row.get(f"{measure}_n")) or 0
    if not count:
        return Text("nobody to tell of yet", "尚无可统计的学员")
    return both("not rated: only {n} to tell of", "不评：可统计的学员仅 {n} 人", n=count)
