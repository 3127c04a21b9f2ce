"""What the next tier asks of an agent beside the scores there are: bars, gates, time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.receipt.figures import points, share
from assets.receipt.gates import next_gates
from assets.report import numbers
from assets.report.histories import Histories
from assets.report.ladder_figures import OVERALL, Bar
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import Record, whole
from assets.report.text import Text, both, count, join, pair
from competency.framework import Framework
from competency.ladder_rules import MenteeRule
from competency.receipt_rises import composite_at

_GATES = {
    "critical_failure": Text("Critical failures", "关键项不合格"),
    "evidence": Text("Records behind the scores", "证据条数"),
    "tenure": Text("Months since hiring", "入职月数"),
    "certificate": Text("Certificates", "证书"),
    "role": Text("Role", "角色"),
    "mentees": Text("People guided", "带教"),
    "feedback_360": Text("360° feedback by others", "他人360度评价"),
}
_UNSEEN = Text("not shown here", "此处未显示")
_ENOUGH = Text("enough", "已满足")
#: Chances below it are printed as none either way.
SLIGHT = 0.01


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One thing the next tier asks; `passed` is None where it cannot be told."""

    name: Text
    asked: Text
    there: Text
    chance: str | None
    passed: bool | None


@dataclass(frozen=True, kw_only=True)
class TierRule:
    """The rule of the next tier in words and figures; no lines on the highest or without a tier."""

    lines: list[RuleLine]
    words: list[Text]


def tier_rule(person: Person, names: Names, histories: Histories) -> TierRule:
    """What the next tier asks."""
    figures, tier = histories.figures, person.tier
    if figures is None or tier is None or tier >= len(figures.framework.ladder.tiers):
        return TierRule(lines=[], words=[])
    bars = figures.bars(person.agent_id, tier + 1)
    chance = figures.chance_of_bars(person.agent_id, tier + 1) or 0.0
    gates = next_gates(histories.held(person), figures.framework, chance)
    return TierRule(
        lines=[
            *(_bar(bar) for bar in bars),
            *(_gate(one, figures.framework, person.ladder) for one in gates),
        ],
        words=_words(person, names, figures.framework, bars, chance),
    )


def _bar(bar: Bar) -> RuleLine:
    asked, now = f"{bar.asked:g}", points(bar.now)
    return RuleLine(
        name=bar.name,
        asked=both("{a} points", "{a}分", a=asked),
        there=both("{a} points", "{a}分", a=now),
        chance=numbers.chance(bar.chance),
        passed=bar.met,
    )


def _gate(gate: Record, framework: Framework, placed: Record) -> RuleLine:
    asked, there = _asked(gate, framework)
    passed = gate["passed"]
    if there is _UNSEEN:
        # The figure of the gate most in the way stands in its words alone.
        there = _ENOUGH if passed else _told(gate["gate"], placed) or _UNSEEN
    return RuleLine(
        name=_name(gate),
        asked=asked,
        there=there,
        chance=None,
        # What nobody can check here is not marked as failed.
        passed=None if there is _UNSEEN else passed,
    )


def _name(gate: Record) -> Text:
    return _GATES.get(gate["gate"], Text(gate["gate"], gate["gate"]))


def _told(gate: str, placed: Record) -> Text | None:
    """What the words for the thing most in the way say of a gate; None where it is another.

    >>> _told("mentees", {"blocked_by": "mentees", "blocked_by_text": "Asks 2. Now 1, of whom 0.",
    ...                   "blocked_by_text_zh": "要求2人。目前1人，达到0人。"})
    Text(en='1, of whom 0', zh='1人，达到0人')
    """
    said = pair(placed.get("blocked_by_text"), placed.get("blocked_by_text_zh"))
    if said is None or (placed.get("blocked_by") or "").split(":")[0] != gate:
        return None
    return Text(
        said.en.rpartition(" Now ")[2].removesuffix("."),
        said.zh.rpartition("目前")[2].removesuffix("。"),
    )


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A next tier that gates bar: the chance of its scores alone, and the gates."""

    tier: int
    chance: float
    by: Text


def next_hold(person: Person, histories: Histories) -> Hold | None:
    """What bars the next tier beside the scores; None where nothing does or scores rule it out."""
    figures, tier = histories.figures, person.tier
    if figures is None or tier is None or tier >= len(figures.framework.ladder.tiers):
        return None
    chance = figures.chance_of_bars(person.agent_id, tier + 1) or 0.0
    above = range(tier + 1, len(figures.framework.ladder.tiers) + 1)
    published = [person.ladder.get(f"prob_tier_{number}") for number in above]
    if chance < SLIGHT or None in published or any(published):
        return None
    gates = next_gates(histories.held(person), figures.framework, chance)
    shut = [one for one in gates if one["passed"] is False]
    unknown = [one for one in gates if one["passed"] is None]
    names = join([_name(one) for one in shut or unknown])
    by = Text(names.en.lower(), names.zh)
    if not shut and len(unknown) > 1:
        by = both("one or more of {g}", "{g}中的一项或多项", g=by)
    return Hold(tier=tier + 1, chance=chance, by=by)


def _asked(gate: Record, framework: Framework) -> tuple[Text, Text]:
    """What a gate asks and what is there."""
    asked, there = gate["asked"], gate["there"]
    match gate["gate"]:
        case "critical_failure":
            none = Text("no reviews", "无质检")
            return (
                both("0 in {n} months", "近{n}个月0次", n=asked),
                none if there is None else Text(str(there), f"{there}次"),
            )
        case "evidence":
            return count(asked, "record", "records", "条"), _counted(there, "record", "条")
        case "tenure":
            return count(asked, "month", "months", "个月"), _counted(there, "month", "个月")
        case "mentees":
            return _mentees(MenteeRule.model_validate(asked), framework), _UNSEEN
        case "feedback_360":
            return _feedback(asked), _UNSEEN
        case _:
            listed = [Text(str(one), str(one)) for one in asked]
            return join(listed), _UNSEEN


def _counted(number: int | None, one: str, zh: str) -> Text:
    return _UNSEEN if number is None else count(number, one, f"{one}s", zh)


def _mentees(rule: MenteeRule, framework: Framework) -> Text:
    name = next(
        (Text(one.name.en, one.name.zh) for one in framework.ladder.tiers if one.key == rule.tier),
        Text(rule.tier, rule.tier),
    )
    return both(
        "{n} in a year, {s} of them {t} or higher", "一年内{n}人，其中{s}达到{t}及以上",
        n=rule.minimum, s=share(rule.share), t=name,
    )  # fmt: skip


def _feedback(asked: Mapping[str, Any]) -> Text:
    return both(
        "{n} ratings, mean {s} of the scale", "{n}份评价，均分达到{s}",
        n=asked["minimum_ratings"], s=share(asked["share"]),
    )  # fmt: skip


def _words(
    person: Person, names: Names, framework: Framework, bars: Sequence[Bar], chance: float
) -> list[Text]:
    """The rule in sentences."""
    tier = person.tier or 0
    to = names.tier(tier + 1)
    asked = person.ladder.get("asked_probability") or framework.ladder.promotion.probability
    said = [
        both(
            "{t} is given when its scores are {p} sure together and every other point is met."
            " The scores are {now} sure now.",
            "{t}要求各项分数同时达标的把握达到{p}，且其他条件全部满足。目前分数达标的把握为{now}。",
            t=to, p=numbers.percent(asked), now=numbers.chance(chance),
        )
    ]  # fmt: skip
    overall = next((bar for bar in bars if bar.name is OVERALL), None)
    error = person.composite.get("std_error")
    if overall is not None and error is not None:
        enough = composite_at(overall.asked, error, asked)
        if overall.now < enough:
            said.append(
                both(
                    "With as much evidence as now, an overall score of {e} would be sure enough;"
                    " now {s}.",
                    "在目前的证据量下，综合得分达到{e}分即可；目前{s}分。",
                    e=points(enough), s=points(overall.now),
                )
            )  # fmt: skip
    dwell, served = (
        framework.ladder.promotion.dwell_months,
        whole(person.ladder.get("months_in_tier")),
    )
    if served is not None and served < dwell:
        left = count(dwell - served, "month", "months", "个月")
        said.append(
            both("A move up also takes {n} months in the tier: {k} to go.",
                 "晋级还须在级满{n}个月：尚差{k}。", n=dwell, k=left)
        )  # fmt: skip
    return said
