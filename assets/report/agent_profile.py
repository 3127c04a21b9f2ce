"""An agent's abilities against the next tier and the team: rows, radar, strengths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assets.report.charts.ability_interval import Reading, ability_interval
from assets.report.ladder_figures import LadderFigures
from assets.report.names import EVIDENCE, Names
from assets.report.people import Person
from assets.report.records import whole
from assets.report.team_spread import Spreads
from assets.report.text import Text, both, count, join
from competency.gaps import wanted

#: An indicator's target met, where nothing says what to aim at.
TARGET = 70.0
#: So many strengths are named.
STRENGTHS = 3


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What the abilities are held against: the next tier, or the target where there is none."""

    tier: int | None
    name: Text
    asked: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class AbilityLine:
    """One ability."""

    dimension: str
    name: Text
    reading: Reading
    mean: float | None
    evidence: Text
    note: Text
    bar: Markup

    @property
    def short(self) -> float:
        """Points below what is asked; 0 where there is no score."""
        asked, score = self.reading.asked, self.reading.score
        return 0.0 if asked is None or score is None else max(0.0, asked - score)


def goal_of(person: Person, names: Names, figures: LadderFigures | None) -> Goal:
    """The next tier with the score it asks of each ability, as the learning path takes it."""
    tier = person.tier
    number = None if tier is None else tier + 1
    if number not in names.tiers:
        number = None
    if figures is not None:
        asked: Mapping[str, float] = wanted(figures.framework, number)
    else:
        cut = TARGET if number is None else names.tiers[number].cut or TARGET
        asked = dict.fromkeys(names.dimensions, cut)
    name = Text("the target", "目标") if number is None else names.tier(number)
    return Goal(tier=number, name=name, asked=asked)


def ability_lines(person: Person, names: Names, goal: Goal, spreads: Spreads) -> list[AbilityLine]:
    """All abilities in the framework's order."""
    lines = []
    for key, name in names.dimensions.items():
        row = person.scores.get(key, {})
        state = row.get("evidence_state") or "none"
        spread = spreads.get((person.team_id or "", key))
        reading = Reading(
            score=row.get("score"),
            lower=row.get("lower"),
            upper=row.get("upper"),
            thin=state != "enough",
            asked=goal.asked.get(key),
            team=None if spread is None else (spread[0], spread[2]),
        )
        n = count(whole(row.get("n_evidence")) or 0, "record", "records", "条记录")
        lines.append(
            AbilityLine(
                dimension=key,
                name=name,
                reading=reading,
                mean=None if spread is None else spread[1],
                evidence=both(
                    "{n}, {s}", "{n}，{s}", n=n, s=EVIDENCE.get(state, Text(state, state))
                ),
                note=_note(reading),
                bar=ability_interval(reading),
            )
        )
    return lines


def _note(reading: Reading) -> Text:
    """Where the score stands against what is asked, as sure as it is."""
    score, lower, upper, asked = reading.score, reading.lower, reading.upper, reading.asked
    if score is None or lower is None or upper is None:
        return Text("Not enough is known to say.", "现有记录不足以判断。")
    if asked is None:
        return Text("", "")
    if lower >= asked:
        return Text("Surely there.", "已稳定达到。")
    if upper < asked:
        return both("{p} points to go.", "还差 {p} 分。", p=f"{asked - score:.1f}")
    if score >= asked:
        return Text("Probably there.", "很可能已达到。")
    return both("Close: {p} points to go, perhaps none.", "接近：约差 {p} 分，也可能已达到。",
                p=f"{asked - score:.1f}")  # fmt: skip


def strengths(lines: Sequence[AbilityLine]) -> tuple[list[AbilityLine], bool]:
    """The strongest abilities, and whether they are at what is asked already."""
    scored = sorted(
        (line for line in lines if line.reading.score is not None),
        key=lambda line: -(line.reading.score or 0.0),
    )
    there = [line for line in scored if not line.short and line.reading.asked is not None]
    return there[:STRENGTHS] or scored[:1], bool(there)


def strengths_words(lines: Sequence[AbilityLine], goal: Goal) -> Text | None:
    """The strengths in a sentence; None where nothing is scored yet."""
    best, there = strengths(lines)
    if not best:
        return None
    named = join(
        [
            both("{d} ({s})", "{d}（{s}）", d=line.name, s=f"{line.reading.score:.1f}")
            for line in best
        ]
    )
    if there and goal.tier is not None:
        return both(
            "{d}: already at what {g} asks.", "{d}：已达到{g}的要求。", d=named, g=goal.name
        )
    if there:
        return both("{d}: at or above the target of 70.", "{d}：达到或超过目标 70 分。", d=named)
    return both("{d}: the strongest so far.", "{d}：目前相对最强。", d=named)


def radar(lines: Sequence[AbilityLine], goal: Goal) -> dict[str, Any]:
    """What the radar is drawn from."""
    return {
        "goal": goal.name,
        "axes": [
            {
                "name": line.name,
                "s": _tenth(line.reading.score),
                "lo": _tenth(line.reading.lower),
                "hi": _tenth(line.reading.upper),
                "thin": line.reading.thin,
                "ask": _tenth(line.reading.asked),
                "team": line.reading.team,
            }
            for line in lines
        ],
    }


def radar_words(goal: Goal, *, teamed: bool) -> Text:
    """How to read the radar."""
    said = both(
        "Each spoke runs from 0 in the middle to 100. Blue: the score and the band where it lies"
        " nine times in ten. Dashed: {g}.",
        "每条轴由中心的 0 到边缘的 100。蓝色：得分及九成把握的区间。虚线：{g}。",
        g=goal.name,
    )
    if not teamed:
        return said
    return Text(f"{said.en} Grey: the middle half of the team.", f"{said.zh}灰色：团队中间一半。")


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
