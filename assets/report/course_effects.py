"""What each course changes, beside what before and after alone would say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.course_titles import course_titles
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, grouped, records, whole
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both
from competency.effects import CLEAR, DOUBTFUL, PRIOR, SUSPICIOUS

#: Standard errors beyond which it is said that the eager rise faster anyway; once a dimension.
_KEEN = 3.0
_CHECKS = {
    CLEAR: Text("Nothing unusual before it.", "课前无异常。"),
    DOUBTFUL: Text(
        "People were already changing before they took it; the figure may not be the course's.",
        "学员在上课之前就已有变化，这个数字可能不全是课程带来的。",
    ),
}
#: How an effect is known, in words.
STATES = {
    "measured": Text("measured", "实测"),
    "doubtful": Text("measured, a check failed", "实测，未通过检验"),
    "assumed": Text("assumed", "假定"),
}
_NOT_CHECKED = Text(
    "Too few people with enough months before it to check.", "课前数据足够的人太少，无法检验。"
)


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """One course's effect on one dimension.

    people: one figure a course, for two would tell by how few they differ: the fewest that one of
    its effects was measured on; of a course with none, those trained; None below five, nobody
    included. state: measured, doubtful or assumed; before_after: what a plain comparison would
    say, in points; check, scores: of a measured one.
    """

    course_id: str
    title: str
    dimension: Text | None
    row: Record
    people: int | None
    state: str
    before_after: float | None
    check: Text | None
    scores: Text | None


def effect_lines(marts: Mapping[str, pd.DataFrame], names: Names) -> list[EffectLine]:
    """What the catalogue lists: measured before doubtful before assumed, the strongest first."""
    titles = course_titles(marts)
    rows = [row for row in records(marts, "course_effects") if row["listed"]]
    people = _people(rows)
    lines = [_line(row, titles, names, people[row["course_id"]]) for row in rows]
    order = list(STATES)
    return sorted(
        lines, key=lambda one: (order.index(one.state), -(one.row["uplift"] or 0), one.course_id)
    )


def _line(row: Record, titles: Mapping[str, str], names: Names, people: int | None) -> EffectLine:
    measured = _measured(row)
    if row["method"] != PRIOR and not measured:
        row = row | {"uplift": None, "lower": None, "upper": None}
    doubtful = row["check_state"] == DOUBTFUL
    return EffectLine(
        course_id=row["course_id"],
        title=titles.get(row["course_id"], row["course_id"]),
        dimension=names.dimension(row["dimension"]),
        row=row,
        people=people,
        state="assumed" if not measured else "doubtful" if doubtful else "measured",
        before_after=row["naive_uplift"] if measured else None,
        check=_CHECKS.get(row["check_state"], _NOT_CHECKED) if measured else None,
        scores=_scores(row) if measured else None,
    )


def _measured(row: Record) -> bool:
    """Whether an effect was measured, on five people or more."""
    return row["method"] != PRIOR and (row["n_compared"] or 0) >= SMALLEST


def _people(rows: Sequence[Record]) -> dict[str, int | None]:
    """The one number of people that is told of each course."""
    found = {}
    for course, of_course in grouped(list(rows), "course_id").items():
        measured = [row["n_compared"] for row in of_course if _measured(row)]
        fewest = whole(min(measured or [row["n_trained"] or 0 for row in of_course])) or 0
        found[course] = fewest if fewest >= SMALLEST else None
    return found


def effect_notes(lines: Sequence[EffectLine], names: Names) -> list[Text]:
    """What holds for all of them: how far before and after misleads, what checks are, the eager."""
    told = [one for one in lines if one.before_after is not None]
    if not told:
        return []
    sound = [one for one in told if one.state == "measured"]
    notes = [] if not sound else [
        both(
            "Where no check failed, before and after alone says {a} points on average; the "
            "course's own effect averages {b}.",
            "未见检验不通过的课程中，单看课前课后平均为 {a} 分；课程自身的效果平均为 {b} 分。",
            a=signed(sum(one.before_after or 0 for one in sound) / len(sound)),
            b=signed(sum(one.row["uplift"] for one in sound) / len(sound)),
        )
    ]  # fmt: skip
    notes.append(
        both(
            "Checks look at the third to sixth month before a course, when it cannot have worked "
            "yet: an effect then (placebo) and a rise or fall (pre-trend), in standard errors. "
            "Beyond ±{limit} the course is doubtful.",
            "检验看课前第 3 至第 6 个月，那时课程还不可能起作用：当时的“效果”（安慰剂检验）"
            "与升降（课前趋势检验），以标准误计；超出 ±{limit} 即为存疑。",
            limit=f"{SUSPICIOUS:.1f}",
        )
    )
    eager = {one.row["dimension"] for one in told if (one.row["keen_z"] or 0) > _KEEN}
    return notes + [
        both(
            "{d}: those who take more courses rise faster anyway; that is taken out.",
            "{d}：上课多的人本来就进步更快，这部分已扣除。",
            d=names.dimension(key) or key,
        )
        for key in sorted(eager)
    ]


def _scores(row: Record) -> Text | None:
    if row["check_state"] not in _CHECKS:
        return None
    return both(
        "Placebo {p}, pre-trend {t}",
        "安慰剂 {p}，课前趋势 {t}",
        p=signed(row["placebo_z"]),
        t=signed(row["trend_z"]),
    )
