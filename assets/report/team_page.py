"""What a team's page says of each agent: standing, abilities, missing evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.composite_interval import (
    Standing,
    composite_interval,
    score_scale,
    tier_axis,
)
from assets.report.charts.dimension_grid import Ability, dimension_tile
from assets.report.crosswalk import seniority_name
from assets.report.gaps import THIN
from assets.report.names import Names
from assets.report.numbers import DASH
from assets.report.people import Person
from assets.report.records import whole
from assets.report.text import Text, both, count, join, pair


@dataclass(frozen=True, kw_only=True)
class StandingLine:
    """One agent on the ladder."""

    person: Person
    tier_name: Text
    standing: Standing
    chance: float | None
    change: str
    change_text: Text
    months: int | None
    seniority: Text | None
    behind: Text | None
    critical: int
    blocked: Text | None
    bar: Markup


@dataclass(frozen=True, kw_only=True)
class EvidenceLine:
    """One agent whose evidence is too thin, and what would help."""

    person: Person
    missing: Text | None
    remedy: Text | None


def standing(person: Person) -> Standing:
    """The overall score as drawn."""
    row = person.composite
    return Standing(
        agent_id=person.agent_id,
        tier=person.tier,
        score=row.get("composite"),
        lower=row.get("lower"),
        upper=row.get("upper"),
    )


def standing_lines(people: Sequence[Person], names: Names) -> tuple[list[StandingLine], Markup]:
    """The team from the strongest down, without a tier last; and the axis above the charts."""
    cuts = names.cuts()
    scale = score_scale([standing(p) for p in people], cuts)
    lines = []
    for person in people:
        tier, row = person.tier, person.ladder
        lines.append(
            StandingLine(
                person=person,
                tier_name=names.tier(tier),
                standing=standing(person),
                chance=None if tier is None else row.get(f"prob_tier_{tier}"),
                change=row.get("change") or "insufficient",
                change_text=_change(row.get("change"), whole(row.get("previous_tier")), names),
                months=whole(row.get("months_in_tier")),
                seniority=seniority_name(row.get("seniority")),
                behind=_behind(whole(row.get("behind_clock_months")) or 0),
                critical=whole(row.get("critical_failures")) or 0,
                blocked=pair(row.get("blocked_by_text"), row.get("blocked_by_text_zh")),
                bar=composite_interval(standing(person), scale, cuts),
            )
        )
    lines.sort(key=lambda x: (-(x.person.tier or 0), -(x.standing.score or 0), x.person.name))
    return lines, tier_axis(scale, cuts, list(names.tiers))


def _behind(months: int) -> Text | None:
    """How long the next tier has been due; nothing where it is not."""
    if months <= 0:
        return None
    told = count(months, "month", "months", "个月")
    return both("{n} behind the clock", "晚于时限 {n}", n=told)


def _change(change: str | None, previous: int | None, names: Names) -> Text:
    """The move since last month in words."""
    before = {"n": previous, "name": names.tier(previous)}
    match change:
        case "promoted":
            return both("Up from {n} {name}", "由 {n} {name}升级", **before)
        case "demoted":
            return both("Down from {n} {name}", "由 {n} {name}降级", **before)
        case "held":
            return Text("Same as last month", "与上月相同")
        case "first":
            return Text("First time on the ladder", "首次评定")
    if previous is not None:
        return both("Was on {n} {name}", "此前为 {n} {name}", **before)
    return Text(DASH, DASH)


def ability_rows(people: Sequence[Person], names: Names) -> list[tuple[Person, list[Markup]]]:
    """The grid: a drawn cell for each agent and dimension."""
    return [
        (person, [dimension_tile(_ability(person, d, names)) for d in names.dimensions])
        for person in people
    ]


def _ability(person: Person, dimension: str, names: Names) -> Ability:
    """One cell; a dimension without a row has no evidence."""
    row = person.scores.get(dimension, {})
    return Ability(
        agent_id=person.agent_id,
        dimension=dimension,
        name=names.dimensions[dimension],
        score=row.get("score"),
        lower=row.get("lower"),
        upper=row.get("upper"),
        n_evidence=whole(row.get("n_evidence")) or 0,
        state=row.get("evidence_state") or "none",
    )


def evidence_lines(people: Sequence[Person], names: Names) -> list[EvidenceLine]:
    """Those without a tier, and those with an ability that can't be judged, hardest cases first."""
    lines = []
    for person in people:
        cells = [_ability(person, d, names) for d in names.dimensions]
        blind = [c for c in cells if c.state == "none"]
        unseen = any(row.get("code") == THIN for row in person.gaps)
        if person.tier is not None and not blind and not unseen:
            continue
        weak = [c for c in cells if c.state != "enough"]
        lines.append(
            EvidenceLine(
                person=person,
                missing=join([_how_much(c) for c in weak]) if weak else None,
                remedy=_remedy(person, {c.dimension for c in weak}, names),
            )
        )
    return sorted(lines, key=lambda x: (x.person.tier is not None, x.person.name))


def _how_much(cell: Ability) -> Text:
    """A dimension with what is there."""
    if not cell.n_evidence:
        return both("{d} (nothing)", "{d}（无）", d=cell.name)
    return both("{d} (only {n})", "{d}（仅 {n} 条）", d=cell.name, n=cell.n_evidence)


def _remedy(person: Person, weak: set[str], names: Names) -> Text | None:
    """The measures that could fill the hole, the emptiest first."""
    rows = [r for r in person.indicators if r.get("dimension") in weak]
    rows.sort(key=lambda r: whole(r.get("n_evidence")) or 0)
    measures = [names.indicator(r["indicator"]) for r in rows[:3]]
    if measures:
        return both("More records for: {m}", "需要更多记录：{m}", m=join(measures))
    return pair(person.ladder.get("blocked_by_text"), person.ladder.get("blocked_by_text_zh"))
