"""What an agent's overall score is made of: weight times score, step by step, and each measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from assets.receipt.build import dimensions_part, more_evidence
from assets.receipt.figures import adding_up, adjustment, natural, points, share
from assets.receipt.words import TAKEN_OUT
from assets.report.charts.svg import Scale
from assets.report.charts.waterfall_bar import waterfall_bar
from assets.report.histories import Histories, KnownRows
from assets.report.numbers import DASH
from assets.report.people import Person
from assets.report.records import Record
from assets.report.text import Text, both, count, join, pair

#: So many measures are named that more cases would make surer.
MEASURES = 3
#: What one case is, by where a measure comes from.
_CASES = {
    "crm/interactions": ("more contact", "more contacts", "条联络记录"),
    "crm/surveys": ("more survey answer", "more survey answers", "份客户调查"),
    "crm/complaints": ("more contact", "more contacts", "条联络记录"),
    "qa/reviews": ("more reviewed contact", "more reviewed contacts", "次质检"),
    "qa/review_scores": ("more reviewed contact", "more reviewed contacts", "次质检"),
    "qa/feedback_360": ("more 360° rating", "more 360° ratings", "份360度评价"),
    "lms/assessments": ("more test", "more tests", "次测验"),
}
_ANY = ("more case", "more cases", "条记录")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One ability's part of the overall score; `inferred` where it has no evidence of its own."""

    dimension: str
    name: Text
    weight: str
    score: str
    points: str
    inferred: bool
    reason: Text | None
    bar: Markup


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure, raw beside adjusted, as printed; `why` says what was taken out."""

    name: Text
    n: str
    aim: Text
    raw: str
    adjusted: str
    change: str
    why: Text | None
    believed: str
    points: str


@dataclass(frozen=True, kw_only=True)
class EvidenceGroup:
    """The measures of one ability."""

    dimension: str
    name: Text
    measures: list[Measure]


@dataclass(frozen=True, kw_only=True)
class AgentReceipt:
    """The sum, the evidence behind it, and which more evidence would make it surer."""

    steps: list[Step]
    total: str
    total_bar: Markup | None
    groups: list[EvidenceGroup]
    surer: list[Text]


def agent_receipt(person: Person, histories: Histories) -> AgentReceipt:
    """The receipt of one person; without the figures of all only the evidence."""
    held, figures = histories.held(person), histories.figures
    parts = None if figures is None else figures.makeup(person.agent_id)
    if figures is None:
        return AgentReceipt(
            steps=[], total=DASH, total_bar=None, groups=_groups(held, _alone(held)), surer=[]
        )
    scored = person.composite.get("composite") is not None
    dimensions = dimensions_part(held, figures.framework, parts if scored else None)
    steps, total = _steps(dimensions) if parts is not None and scored else ([], 0.0)
    return AgentReceipt(
        steps=steps,
        total=points(person.composite.get("composite"), 2),
        total_bar=waterfall_bar(0.0, total, _scale(dimensions), total=True) if steps else None,
        groups=_groups(held, dimensions),
        surer=_lacking(dimensions) + (_surer(held, dimensions) if steps else []),
    )


def _alone(held: KnownRows) -> list[Record]:
    """Measures by ability where no configuration is at hand to order them."""
    about = {row["indicator"]: row for row in held.rows("framework_indicators")}
    found = []
    for one in held.rows("framework_dimensions"):
        of_one = [r for r in held.rows("agent_indicators") if r["dimension"] == one["dimension"]]
        found.append(
            {
                **{key: one[key] for key in ("dimension", "name_en", "name_zh")},
                "indicators": [
                    {
                        **row,
                        "name_en": about.get(row["indicator"], {}).get("name_en")
                        or row["indicator"],
                        "name_zh": about.get(row["indicator"], {}).get("name_zh")
                        or row["indicator"],
                        "unit": about.get(row["indicator"], {}).get("unit"),
                        "was_harder": None,
                        "taken_out": None,
                        "believed_value": row.get("shrunk_value"),
                        "points": row.get("score"),
                    }
                    for row in of_one
                ],
            }
        )
    return found


def _name(row: Record) -> Text:
    return pair(row.get("name_en"), row.get("name_zh")) or Text(DASH, DASH)


def _steps(dimensions: Sequence[Record]) -> tuple[list[Step], float]:
    known = [one for one in dimensions if one["contribution"] is not None]
    printed = adding_up([one["contribution"] for one in known])
    scale = _scale(dimensions)
    steps, begin = [], 0.0
    for one, part in zip(known, printed, strict=True):
        steps.append(
            Step(
                dimension=one["dimension"],
                name=_name(one),
                weight=share(one["weight"]),
                score=points(one["posterior_mean"]),
                points=f"{part:.2f}",
                inferred=one["score"] is None,
                reason=pair(one["weight_reason_en"], one["weight_reason_zh"]),
                bar=waterfall_bar(begin, begin + part, scale),
            )
        )
        begin += part
    return steps, begin


def _scale(dimensions: Sequence[Record]) -> Scale:
    """From nothing to the sum, in tens."""
    total = sum(one["contribution"] or 0.0 for one in dimensions)
    return Scale(0.0, max(10.0, 10.0 * -(-total // 10)))


def _groups(held: KnownRows, dimensions: Sequence[Record]) -> list[EvidenceGroup]:
    about = {row["indicator"]: row for row in held.rows("framework_indicators")}
    return [
        EvidenceGroup(
            dimension=one["dimension"],
            name=_name(one),
            measures=[
                _measure(item, about.get(item["indicator"], {})) for item in one["indicators"]
            ],
        )
        for one in dimensions
        if one["indicators"]
    ]


def _measure(item: Record, about: Record) -> Measure:
    unit = item["unit"]
    change = adjustment(item["raw_value"], item["adjusted_value"], unit)
    why = None
    if item["was_harder"] is not None and item["taken_out"] and change.strip("0.") != "":
        harder, easier = TAKEN_OUT[item["taken_out"]]
        why = harder if item["was_harder"] else easier
    return Measure(
        name=_name(item),
        n=f"{int(item['n_evidence'] or 0):,}",
        aim=_aim(about.get("target"), about.get("floor"), unit),
        raw=natural(item["raw_value"], unit),
        adjusted=natural(item["adjusted_value"], unit),
        change=change,
        why=why,
        believed=natural(item["believed_value"], unit),
        points=points(item["points"]),
    )


@cache
def _aim(target: float | None, floor: float | None, unit: str | None) -> Text:
    """Where the points of a measure come from."""
    return both(
        "target {t}, floor {f}", "目标 {t}，底线 {f}",
        t=natural(target, unit), f=natural(floor, unit),
    )  # fmt: skip


def _lacking(dimensions: Sequence[Record]) -> list[Text]:
    """Abilities with fewer records than they need to be judged, in one sentence."""
    short = [
        both(
            "{m} about {d}",
            "{d}{m}",
            m=count(more, "more record", "more records", "条记录"),
            d=_name(one),
        )
        for one in dimensions
        if one["evidence_state"] != "enough"
        and (more := one["minimum_evidence"] - (one["n_evidence"] or 0)) > 0
    ]
    if not short:
        return []
    return [both("Enough to judge: {all}.", "达到可判断所需：还差{all}。", all=join(short))]


def _surer(held: KnownRows, dimensions: list[Record]) -> list[Text]:
    """What makes the overall score most unsure, and which cases would help."""
    found = more_evidence(held, dimensions)
    if found is None:
        return []
    by_key: Mapping[str, Record] = {one["dimension"]: one for one in dimensions}
    most = by_key[found["dimension"]]
    lines = []
    if found["half_width_with_twice"] is not None:
        lines.append(
            both(
                "The largest part of what is unsure about the overall score comes from {d} ({s})."
                " Twice the records would narrow the range of the score of {d} itself from ±{a} to"
                " ±{b} points at best.",
                "综合得分的不确定性中，{d}占比最大（{s}）。记录增加一倍，{d}本身的得分区间最多可由"
                "±{a}分缩小到±{b}分。",
                d=_name(most), s=share(round(found["variance_share"], 2)),
                a=points(found["half_width"]), b=points(found["half_width_with_twice"]),
            )
        )  # fmt: skip
    about = {item["indicator"]: item for item in most["indicators"]}
    for short in found["short_of_cases"][:MEASURES]:
        item = about[short["indicator"]]
        one, many, zh = _CASES.get(item["source"] or "", _ANY)
        lines.append(
            both(
                "{k} would make “{m}” half reliable ({n} now).",
                "“{m}”再有{k}即可达到一半信度（目前{n}）。",
                k=count(short["cases_lacking"], one, many, zh), m=_name(item),
                n=short["n_evidence"],
            )
        )  # fmt: skip
    return lines
