"""Cost and saving of training for the page of returns: ledger, scenarios, drivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.records import Record, records
from assets.report.text import Text

_LINES = {
    "learners": Text("Learners' hours", "学员学习工时"),
    "training": Text("Training beside those hours", "培训本身的费用"),
    "handle_minutes": Text("Handle time", "处理时长"),
    "complaint": Text("Complaints", "投诉"),
    "repeat_contact": Text("Repeat contacts", "重复来电"),
    "ramp_months": Text("New people working alone sooner", "新员工更快独立上岗"),
    "critical_failures": Text("Critical failures found in reviews", "质检发现的严重违规"),
}
_UNITS = {
    "learners": Text("hours", "小时"),
    "training": Text("hours", "小时"),
    "handle_minutes": Text("hours fewer", "小时（减少）"),
    "complaint": Text("fewer", "件（减少）"),
    "repeat_contact": Text("fewer", "次（减少）"),
    "ramp_months": Text("months fewer", "个月（减少）"),
    "critical_failures": Text("reviews", "次质检"),
}
_DRIVERS = {
    "working_hour": Text("An hour of work costs", "每工时成本"),
    "training_hour": Text("An hour of training costs beside it", "每培训小时的其他费用"),
    "complaint": Text("A complaint costs", "每件投诉成本"),
    "lasting_months": Text("Months an effect lasts", "效果持续月数"),
    "ramp_month": Text("A month before working alone costs", "独立上岗前每月成本"),
}
_ESTIMATES = {
    "handle_minutes": Text("Effect on handle time", "对处理时长的效果"),
    "complaint": Text("Effect on complaints", "对投诉的效果"),
    "repeat_contact": Text("Effect on repeat contacts", "对重复来电的效果"),
    "ramp_months": Text("Months saved by a new person", "新员工节省的月数"),
}
_SCENARIOS = {
    "low": Text("all against", "最不利"),
    "base": Text("base", "基准"),
    "high": Text("all for", "最有利"),
}
_SIDES = {
    "cost": Text("cost", "成本"),
    "saving": Text("saving", "节省"),
    "net": Text("net", "净额"),
    "at_stake": Text("at stake, in no sum", "风险，不计入合计"),
}


@dataclass(frozen=True, kw_only=True)
class Return:
    """What the page shows; amounts in `currency`."""

    currency: str
    ledger: list[dict[str, Any]]
    scenarios: list[dict[str, Any]]
    drivers: list[dict[str, Any]]
    is_sure: bool


def training_return(marts: Mapping[str, pd.DataFrame]) -> Return | None:
    """The year's return; None without training or contacts."""
    ledger = records(marts, "return_ledger")
    if not ledger:
        return None
    drivers = sorted(records(marts, "return_drivers"), key=lambda row: -row["swing"])
    scenarios = records(marts, "return_scenarios")
    net = {row["scenario"]: row for row in scenarios if row["side"] == "net"}
    return Return(
        currency=ledger[0]["currency"],
        ledger=[_ledger_line(row) for row in ledger],
        scenarios=[
            {**row, "name": _SCENARIOS[row["scenario"]], "side_name": _SIDES[row["side"]]}
            for row in scenarios
        ],
        drivers=[_driver(row) for row in drivers],
        is_sure=bool(net) and (net["low"]["lower"] > 0 or net["high"]["upper"] < 0),
    )


def _ledger_line(row: Record) -> dict[str, Any]:
    return {
        **row,
        "name": _LINES[row["line"]],
        "unit": _UNITS[row["line"]],
        "side_name": _SIDES[row["side"]],
        "may_be_nothing": row["side"] == "saving" and row["lower"] <= 0 <= row["upper"],
    }


def _driver(row: Record) -> dict[str, Any]:
    estimate = row["kind"] == "estimate"
    return {
        **row,
        "name": (_ESTIMATES if estimate else _DRIVERS)[row["driver"]],
        "by": Text("measured, its 90 % interval", "实测，90 % 区间")
        if estimate
        else Text("assumption", "假定"),
    }
