"""Where an agent stands on the ladder, how sure that is, and what stands in the way."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assets.receipt.words import GATES
from assets.report import dates, numbers
from assets.report.charts.chance_bar import chance_bar
from assets.report.crosswalk import seniority_name
from assets.report.histories import Histories
from assets.report.names import Names
from assets.report.people import Person
from assets.report.records import whole
from assets.report.text import Text, both, count, pair
from assets.report.tier_rule import Hold, next_hold


@dataclass(frozen=True, kw_only=True)
class ChanceLine:
    """The chance of one tier by scores and gates; `held` marks the one held.

    barred: for a tier that gates hold, how sure the scores alone are and which gates.
    """

    tier: int
    name: Text
    chance: float
    held: bool
    bar: Markup
    barred: Text | None


@dataclass(frozen=True, kw_only=True)
class AgentStanding:
    """Tier, chances and sentences; `score` and `range` as printed."""

    tier: int | None
    tier_name: Text
    score: str
    range: str
    months: int | None
    seniority: Text | None
    chances: list[ChanceLine]
    words: list[Text]
    blocked: Text | None
    asked: Text | None
    status: Text | None


def agent_standing(person: Person, names: Names, histories: Histories) -> AgentStanding:
    """One person's place on the ladder in the newest month."""
    row, composite = person.ladder, person.composite
    score, lower, upper = (composite.get(k) for k in ("composite", "lower", "upper"))
    hold = next_hold(person, histories)
    chances = [] if person.tier is None else _chances(person, names, hold)
    asked = row.get("asked_probability")
    return AgentStanding(
        tier=person.tier,
        tier_name=names.tier(person.tier),
        score=numbers.DASH if score is None else f"{score:.1f}",
        range=numbers.DASH if lower is None or upper is None else f"{lower:.1f}–{upper:.1f}",
        months=whole(row.get("months_in_tier")),
        seniority=seniority_name(row.get("seniority")),
        chances=chances,
        words=_words(person, names, histories, chances),
        blocked=pair(row.get("blocked_by_text"), row.get("blocked_by_text_zh")),
        asked=None
        if asked is None or person.tier is None or not _by_a_gate(row.get("blocked_by"))
        else both(
            "{p} sure is asked of a move up.", "晋级要求的把握为{p}。", p=numbers.percent(asked)
        ),
        status=_status(person, histories),
    )


def _by_a_gate(blocked_by: str | None) -> bool:
    """Whether something other than a score is in the way, whose words say nothing of chances.

    >>> _by_a_gate("mentees"), _by_a_gate("floor:core"), _by_a_gate(None)
    (True, False, False)
    """
    return blocked_by is not None and blocked_by.split(":")[0] in {*GATES, "dwell", "grace"}


def _chances(person: Person, names: Names, hold: Hold | None) -> list[ChanceLine]:
    """Chances by tier, highest first."""
    found = []
    for number, tier in sorted(names.tiers.items(), reverse=True):
        chance = person.ladder.get(f"prob_tier_{number}")
        if chance is not None:
            found.append(
                ChanceLine(
                    tier=number,
                    name=tier.name,
                    chance=chance,
                    held=number == person.tier,
                    bar=chance_bar(number, chance),
                    barred=None if hold is None or number != hold.tier else _barred(hold),
                )
            )
    return found


def _barred(hold: Hold) -> Text:
    return both(
        "scores alone: {p} sure; held by: {g}", "仅按分数：把握 {p}；受限于：{g}",
        p=numbers.chance(hold.chance), g=hold.by,
    )  # fmt: skip


def _words(
    person: Person, names: Names, histories: Histories, chances: list[ChanceLine]
) -> list[Text]:
    """The standing in sentences a person can repeat."""
    score, lower, upper = (person.composite.get(k) for k in ("composite", "lower", "upper"))
    said = []
    if score is not None and lower is not None and upper is not None:
        said.append(
            both(
                "The overall score is {s}. Nine times in ten the true value lies between {a} and"
                " {b}.",
                "综合得分为{s}分，真实水平有九成把握在{a}到{b}分之间。",
                s=f"{score:.1f}", a=f"{lower:.1f}", b=f"{upper:.1f}",
            )
        )  # fmt: skip
    if person.tier is None:
        if person.ladder:
            said.append(
                Text(
                    "There is no tier yet. That is no bad mark: too little has been recorded to"
                    " judge fairly.",
                    "目前暂无等级。这不是差评，只是记录还不足以公平判断。",
                )
            )
        return said
    said += _moved(person, names)
    sure = sorted(chances, key=lambda one: -one.chance)
    if sure:
        said.append(_hundred(sure))
    held = next((one for one in chances if one.held), None)
    if held is not None and sure[0] is not held:
        said.append(
            both(
                "{t} is kept: one month's scores move nobody, a move takes surer evidence for"
                " longer.",
                "仍保持{t}：单月分数不会改变等级，升降级都需要更充分、更持久的证据。",
                t=held.name,
            )
        )
    return said + _clock(person)


def _moved(person: Person, names: Names) -> list[Text]:
    """A move this month; nothing where there is none."""
    change, now = person.ladder.get("change"), names.tier(person.tier)
    was = names.tier(whole(person.ladder.get("previous_tier")))
    if change == "promoted":
        return [both("Up this month from {b} to {t}.", "本月由{b}升至{t}。", b=was, t=now)]
    if change == "demoted":
        return [both("This month from {b} to {t}.", "本月由{b}调整为{t}。", b=was, t=now)]
    return []


def _hundred(sure: list[ChanceLine]) -> Text:
    """The chances as people out of a hundred; what gates bar counts for the tier below."""
    first = sure[0]
    n = round(first.chance * 100)
    if n >= 99:
        return both(
            "By scores and the other requirements: of 100 people with these very records, nearly"
            " all would stand on {t}.",
            "按分数和其他要求：如有100名记录完全相同的员工，几乎全部处于{t}。",
            t=first.name,
        )
    second = sure[1] if len(sure) > 1 else None
    m = 0 if second is None else round(second.chance * 100)
    if second is None or not m:
        return both(
            "By scores and the other requirements: of 100 people with these very records, about"
            " {n} would stand on {t}.",
            "按分数和其他要求：如有100名记录完全相同的员工，约{n}人处于{t}。",
            n=n, t=first.name,
        )  # fmt: skip
    return both(
        "By scores and the other requirements: of 100 people with these very records, about {n}"
        " would stand on {t} and {m} on {u}.",
        "按分数和其他要求：如有100名记录完全相同的员工，约{n}人处于{t}，{m}人处于{u}。",
        n=n, t=first.name, m=m, u=second.name,
    )  # fmt: skip


def _clock(person: Person) -> list[Text]:
    """How the time on the ladder compares with what is usual; nothing where it is not late."""
    late = whole(person.ladder.get("behind_clock_months")) or 0
    if not late:
        return []
    months = count(late, "month", "months", "个月")
    return [
        both(
            "The next tier is usually reached {m} sooner; nothing is taken away for that.",
            "按通常进度，下一等级应在{m}前达到；不会因此扣分。",
            m=months,
        )
    ]


def _status(person: Person, histories: Histories) -> Text | None:
    """Somebody who left, or is not rated this month; None for everybody else."""
    left = histories.row("agents", person.agent_id).get("left_on")
    if isinstance(left, date):
        return both("Left on {d}. The page shows what was known then.",
                    "已于{d}离职。本页为当时的情况。", d=dates.day(left))  # fmt: skip
    if person.ladder or person.composite:
        return None
    months = histories.months.get(person.agent_id, ())
    if not months:
        return Text(
            "Nothing has been recorded yet, so there is no score and no tier. The page fills as"
            " contacts, reviews and tests come in.",
            "尚无任何记录，因此没有分数和等级。有了联络、质检和测验记录后，本页会逐步充实。",
        )
    last = months[-1]
    return both("Not rated this month; last rated in {m}.", "本月未评定；上次评定为{m}。",
                m=dates.month(last.period))  # fmt: skip
