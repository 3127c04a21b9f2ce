"""Certificates: those of a team that end, and of each course how many people hold it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report import dates
from assets.report.charts.count_strip import Part, count_strip
from assets.report.people import Person
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST, Key, Sum, suppress
from assets.report.text import Text, both

STATES = {
    "valid": Text("valid", "有效"),
    "expiring": Text("ends soon", "即将到期"),
    "expired": Text("to be renewed", "需更新"),
    "none": Text("never taken", "未取得"),
}
_HOLDS = {
    "finished": (Text("hold it", "持证"), ("valid", "expiring")),
    "withdrawn": (Text("do not", "未持证"), ("expired", "none")),
}
_NO_END = Text("no end", "长期有效")


@dataclass(frozen=True, kw_only=True)
class CertificateLine:
    """A certificate; `until` in words."""

    person: Person
    title: str
    state: str
    until: Text
    days_left: int

    @property
    def words(self) -> Text:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """One course: people by state, None where a group is too small; no bar where one is hidden."""

    title: str
    mandatory: bool
    is_mentor: bool
    counts: dict[str, int | None]
    bar: Markup | None


def ending(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person], titles: Mapping[str, str]
) -> list[CertificateLine]:
    """Certificates of `people` that end soon or have ended, what ended longest ago on top."""
    known = {person.agent_id: person for person in people}
    lines = [
        CertificateLine(
            person=known[row["agent_id"]],
            title=titles.get(row["course_id"], row["course_id"]),
            state=row["state"],
            until=until(row),
            days_left=int(row["days_left"]),
        )
        for row in records(marts, "certificates")
        if row["agent_id"] in known and row["state"] != "valid"
    ]
    return sorted(lines, key=lambda line: (line.days_left, line.person.name, line.title))


def until(row: Record) -> Text:
    """The last day a certificate counts, in words."""
    if row.get("expires_on") is None:
        return _NO_END
    return both("until {d}", "有效期至{d}", d=dates.day(row["expires_on"]))


def mentor_states(marts: Mapping[str, pd.DataFrame]) -> dict[str, str] | None:
    """The best state of a mentor's certificate by agent; None where no course certifies mentors."""
    rows = [row for row in records(marts, "certificates") if row.get("is_mentor_certificate")]
    order = list(STATES)
    best: dict[str, str] = {}
    for row in rows:
        held = best.get(row["agent_id"], "none")
        best[row["agent_id"]] = min(held, row["state"], key=order.index)
    return best or None


def held(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person], titles: Mapping[str, str]
) -> list[HeldLine]:
    """People now by course and state, without names: small groups hidden with a complement."""
    here = {person.agent_id for person in people}
    courses = {row["course_id"]: row for row in records(marts, "courses")}
    counts: dict[Key, int] = {("people",): len(here)}
    sums, found = [], []
    rows = [row for row in records(marts, "certificates") if row["agent_id"] in here]
    for course, of_course in sorted(grouped(rows, "course_id").items()):
        tally = Counter(row["state"] for row in of_course)
        tally["none"] = len(here) - len(of_course)
        for kind, (_, states) in _HOLDS.items():
            counts |= {(course, state): tally[state] for state in states}
            counts[course, kind] = sum(tally[state] for state in states)
            sums.append(Sum((course, kind), tuple((course, state) for state in states)))
        sums.append(Sum(("people",), tuple((course, kind) for kind in _HOLDS)))
        found.append((course, any(row.get("is_mentor_certificate") for row in of_course)))
    if len(here) < SMALLEST:
        return []
    shown = suppress(counts, sums)
    return [
        HeldLine(
            title=titles.get(course, course),
            mandatory=bool(courses.get(course, {}).get("mandatory")),
            is_mentor=is_mentor,
            counts={state: shown.get((course, state)) for state in STATES},
            bar=_bar(course, [shown.get((course, kind)) for kind in _HOLDS]),
        )
        for course, is_mentor in found
    ]


def held_parts() -> list[Part]:
    """Who holds it and who does not, as a legend has them."""
    return [Part(key=kind, name=name, number=0) for kind, (name, _) in _HOLDS.items()]


def _bar(course: str, numbers: Sequence[int | None]) -> Markup | None:
    """The picture; None where a count is hidden: its length would tell."""
    parts = [
        Part(key=kind, name=name, number=number)
        for (kind, (name, _)), number in zip(_HOLDS.items(), numbers, strict=True)
        if number is not None
    ]
    return count_strip(parts, data={"data_course": course}) if len(parts) == len(_HOLDS) else None
