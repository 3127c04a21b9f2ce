"""Training by mode, provider and source, for the page of returns: effects, differences, the mix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report.charts.share_bar import share_bar
from assets.report.learning_figures import KINDS, MIX_STATES
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, grouped, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both
from assets.report.training_outcomes import CHECKS, is_better, unit_of

_GROUPINGS = {
    "format": Text("By mode of teaching", "按培训方式"),
    "source": Text("By source of trainers", "按讲师来源"),
    "provider": Text("By provider", "按培训机构"),
}
_SOURCES = {
    "internal": Text("Own trainers", "内部讲师"),
    "external": Text("Experts from outside", "外部专家"),
    "platform": Text("Online platform", "在线平台"),
}
_UNKNOWN = Text("Not named", "未注明")
_TIME = "handle_minutes"


@dataclass(frozen=True, kw_only=True)
class KindLine:
    """One kind and outcome in words; figures in the outcome's unit."""

    row: Record
    name: Text | str
    outcome: Text | str
    unit: Text
    effect: str
    interval: str
    difference: str
    verdict: Text
    check: Text


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    """How much of the minutes one kind is, beside what is asked for."""

    name: Text | str
    share: float
    target: float | None
    state: Text | None
    bar: Markup


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """One grouping: the picture's data, None without one, its lines and its mix."""

    key: str
    name: Text
    data: dict[str, Any] | None
    title: Text
    lines: list[KindLine]
    mix: list[ShareLine]


def training_kinds(marts: Mapping[str, pd.DataFrame], names: Names) -> list[Kinds]:
    """Groupings with anything to show; effects of five people or more."""
    groups = grouped(records(marts, "training_kinds"), "grouping")
    known = {row["name"] for row in groups["provider"]} - {"unknown"}
    used = {row["name"] for row in groups["source"] if row["completions"] or row["n_people"]}
    # Providers that are each a source of their own would be the same figures again.
    shown = [key for key in _GROUPINGS if key != "provider" or len(known) > len(used - {"unknown"})]
    found = [_kinds(key, groups[key], names) for key in shown]
    return [one for one in found if one.lines or one.mix]


def lectures(kinds: list[Kinds]) -> Text | None:
    """What handle time did after theory, such as lectures; None where it was not compared."""
    for one in kinds:
        for line in one.lines:
            row = line.row
            if one.key == "format" and row["name"] == "theory" and row["outcome"] == _TIME:
                return _lectures(line)
    return None


def _lectures(line: KindLine) -> Text:
    if line.row["check_state"] == "doubtful":
        verdict = Text("a check failed, so this is not to be relied on", "未通过检验，不宜采信")
    elif line.row["lower"] > 0:
        verdict = Text("longer", "延长")
    elif line.row["upper"] < 0:
        verdict = Text("shorter", "缩短")
    else:
        verdict = Text("neither longer nor shorter for sure", "无法断定是延长还是缩短")
    return both(
        "Do lectures lengthen the time a contact takes? After one more course of theory: "
        "{e} {u} (90 % interval {i}): {v}.",
        "讲座是否延长处理时间？多完成一门理论课程后：{e} {u}（90 % 区间 {i}），{v}。",
        e=line.effect, u=line.unit, i=line.interval, v=verdict,
    )  # fmt: skip


def _kinds(key: str, rows: list[Record], names: Names) -> Kinds:
    told = [row for row in rows if row["effect"] is not None and row["n_people"] >= SMALLEST]
    lines = [_line(key, row, names) for row in told]
    outcomes = list(dict.fromkeys(row["outcome"] for row in told))
    first = _TIME if _TIME in outcomes else outcomes[0] if outcomes else None
    drawn = [line for line in lines if line.row["outcome"] == first]
    return Kinds(
        key=key,
        name=_GROUPINGS[key],
        data=_data(drawn) if drawn else None,
        title=_title(_GROUPINGS[key], drawn),
        lines=lines,
        mix=_mix(key, rows),
    )


def _title(name: Text, drawn: list[KindLine]) -> Text:
    outcome = drawn[0].outcome if drawn else ""
    return both(
        "{k}: {o} after one more course", "{k}：多完成一门课程后的{o}变化", k=name, o=outcome
    )


def _data(drawn: list[KindLine]) -> dict[str, Any]:
    scale, digits, unit = unit_of(drawn[0].row)
    return {
        "unit": unit._asdict(),
        "digits": digits,
        "rows": [
            {
                "kind": line.row["name"],
                "name": _text(line.name)._asdict(),
                **{key: scale * line.row[key] for key in ("effect", "lower", "upper")},
                "differs": line.row["verdict"] == "differs",
            }
            for line in sorted(drawn, key=lambda line: line.row["effect"])
        ],
    }


def _line(grouping: str, row: Record, names: Names) -> KindLine:
    scale, digits, unit = unit_of(row)
    effect, lower, upper = (signed(scale * row[k], digits) for k in ("effect", "lower", "upper"))
    gap = row["difference"]
    return KindLine(
        row=row,
        name=_name(grouping, row["name"]),
        outcome=names.indicator(row["outcome"]) or row["outcome"],
        unit=unit,
        effect=effect,
        interval=f"{lower} … {upper}",
        difference=signed(None if gap is None else scale * gap, digits),
        verdict=_verdict(row),
        check=CHECKS.get(row["check_state"], CHECKS["not_checked"]),
    )


def _verdict(row: Record) -> Text:
    if row["verdict"] == "differs":
        if is_better(row, row["difference"]):
            return Text("better than the others", "优于其他")
        return Text("worse than the others", "逊于其他")
    if row["verdict"] == "not_told_apart":
        return Text("cannot be told from the others", "与其他无法区分")
    return Text("nothing to compare with", "无可比较的类别")


def _mix(grouping: str, rows: list[Record]) -> list[ShareLine]:
    """Shares of the last months' minutes, of five learners or more."""
    one = {row["name"]: row for row in rows if (row["n_learners"] or 0) >= SMALLEST}
    return [
        ShareLine(
            name=_name(grouping, row["name"]),
            share=row["share_minutes"],
            target=row["target"],
            state=MIX_STATES[row["mix_state"]] if row["target"] is not None else None,
            bar=share_bar(row["share_minutes"], row["target"]),
        )
        for row in sorted(one.values(), key=lambda row: -(row["share_minutes"] or 0.0))
        if row["share_minutes"] is not None
    ]


def _name(grouping: str, name: str) -> Text | str:
    if name == "unknown":
        return _UNKNOWN
    words = {"format": KINDS, "source": _SOURCES}.get(grouping, {})
    return words.get(name, name)


def _text(name: Text | str) -> Text:
    return name if isinstance(name, Text) else Text(name, name)
