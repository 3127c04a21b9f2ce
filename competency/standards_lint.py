"""What is wrong with service standards though they can be read: the lint of the standards table.

Not measured, no owner, review overdue (also of indicators' targets), two editions at once, two
targets for the same thing, more scenarios than people can take in (S4-021, S4-022, S4-024).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from competency.config_findings import Place
from competency.config_types import Text
from competency.frames import conform, empty
from competency.framework import Framework
from competency.standards_rules import ServiceStandard

#: What each finding asks for.
TODO: dict[str, Text] = {
    "unmeasured": Text(
        en="no indicator tells whether it is met: name one, or take the standard out",
        zh="没有可衡量的指标：请指定指标，或删除该标准",
    ),
    "switched_off": Text(
        en="its indicator is switched off: switch it on or name another",
        zh="所用指标已停用：请启用或改用其他指标",
    ),
    "no_data": Text(
        en="the exports of the last months have nothing to measure it by",
        zh="近几个月的导出数据中没有可衡量的记录",
    ),
    "no_owner": Text(en="nobody answers for it: name a role", zh="无人负责：请指定岗位"),
    "no_review": Text(en="no day on which it is looked at again", zh="未设定复审日期"),
    "overdue": Text(
        en="its review is overdue: look at it again, then set a new day",
        zh="复审已逾期：请复审并设定新日期",
    ),
    "overlap": Text(en="two editions of it hold at the same time", zh="同一标准有两个版本同时有效"),
    "contradiction": Text(
        en="another standard asks for another target of the same contacts",
        zh="另一标准对同类服务提出了不同的目标",
    ),
    "too_many": Text(
        en="more standards in force than people take in: keep the ones that matter",
        zh="生效的标准过多，难以落实：请保留核心场景",
    ),
}


class Fault(NamedTuple):
    """One finding: of which standard (or indicator), what, a detail, and where it is configured."""

    subject: str
    fault: str
    detail: str
    place: Place


def standard_faults(
    framework: Framework, as_of: dt.date, without_data: Collection[str] = ()
) -> list[Fault]:
    """Look through the standards that hold on a day, and through days of review.

    Args:
        framework: resolved framework.
        as_of: day by which a review is overdue and on which standards hold.
        without_data: keys of standards for which there was no evidence of late.
    """
    held = [
        (("standards", "table", index), one)
        for index, one in enumerate(framework.standards.table)
        if one.holds_on(as_of)
    ]
    found = [fault for place, one in held for fault in _of_one(framework, one, place, as_of)]
    found += [
        Fault(one.key, "no_data", str(one.indicator), (*place, "indicator"))
        for place, one in held
        if one.key in without_data and one.indicator is not None
    ]
    found += _pairs(framework)
    found += [
        Fault(item.key, "overdue", str(item.review_by), ("indicators", index, "review_by"))
        for index, item in enumerate(framework.indicators)
        if item.enabled and item.weight > 0 and item.review_by and item.review_by < as_of
    ]
    if len(held) > framework.standards.most_scenarios:
        detail = f"{len(held)} > {framework.standards.most_scenarios}"
        found.append(Fault("*", "too_many", detail, ("standards", "table")))
    return found


def _of_one(
    framework: Framework, one: ServiceStandard, place: Place, as_of: dt.date
) -> Iterator[Fault]:
    if one.indicator is None:
        yield Fault(one.key, "unmeasured", "", (*place, "indicator"))
    elif not framework.indicator(one.indicator).enabled:
        yield Fault(one.key, "switched_off", one.indicator, (*place, "indicator"))
    if one.owner is None:
        yield Fault(one.key, "no_owner", "", (*place, "owner"))
    if one.review_by is None:
        yield Fault(one.key, "no_review", "", (*place, "review_by"))
    elif one.review_by < as_of:
        yield Fault(one.key, "overdue", str(one.review_by), (*place, "review_by"))


def _pairs(framework: Framework) -> Iterator[Fault]:
    table = list(enumerate(framework.standards.table))
    for (_, one), (index, other) in combinations(table, 2):
        if not _meet(one, other):
            continue
        if one.key == other.key:
            days = f"{max(one.valid_from, other.valid_from)}"
            yield Fault(other.key, "overlap", days, ("standards", "table", index, "valid_from"))
        elif _alike(one, other) and _asked(framework, one) != _asked(framework, other):
            detail = f"{one.key}: {_asked(framework, one):g}; {_asked(framework, other):g}"
            place = ("standards", "table", index, "target")
            yield Fault(other.key, "contradiction", detail, place)


def _meet(one: ServiceStandard, other: ServiceStandard) -> bool:
    ends = [each.valid_to or dt.date.max for each in (one, other)]
    return max(one.valid_from, other.valid_from) < min(ends)


def _alike(one: ServiceStandard, other: ServiceStandard) -> bool:
    """Same level, measured by the same indicator on the same kinds of contact."""
    return one.indicator is not None and all(
        getattr(one, name) == getattr(other, name)
        for name in ("level", "indicator", "channels", "issue_types")
    )


def _asked(framework: Framework, one: ServiceStandard) -> float:
    item = framework.indicator(str(one.indicator))
    return one.target_of(framework.profile, item.target)


def lint_standards(
    framework: Framework, as_of: dt.date, without_data: Collection[str] = ()
) -> pd.DataFrame:
    """`standard_faults` as the frame `linted_standards`, a row each."""
    rows = [
        {
            "subject": one.subject,
            "fault": one.fault,
            "detail": one.detail,
            "message": TODO[one.fault].en,
            "message_zh": TODO[one.fault].zh,
        }
        for one in dict.fromkeys(standard_faults(framework, as_of, without_data))
    ]
    if not rows:
        return empty("linted_standards")
    ordered = pd.DataFrame(rows).sort_values(["subject", "fault", "detail"], ignore_index=True)
    return conform(ordered, "linted_standards")
