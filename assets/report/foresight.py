"""The content of the page of foresight: people by tier in the months ahead, and whether it held.

A tier whose people are hidden now stays hidden in every forecast: with few people, what is
expected next month all but tells who is there now.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.names import TOO_LITTLE, Names
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text
from assets.report.training_load import training_load
from competency.intervals import Z90

_SCENARIOS = {
    "as_now": Text("as now", "照现状"),
    "hires_up": Text("a fifth more hires", "招聘增加两成"),
    "no_hires": Text("no hires", "不再招聘"),
    "training_twice": Text("twice the training", "培训量加倍"),
    "no_training": Text("no training", "停止培训"),
}
_MOVES = {
    "up": Text("move up", "升级"),
    "down": Text("move down", "降级"),
    "joined": Text("join", "新加入"),
    "gone": Text("leave", "离开"),
}
_PEOPLE = Text("everybody", "全体")
#: Coverage so far below the nominal one still counts as held: outcomes are few and go together.
_LEEWAY = 0.05


def foresight_content(
    marts: Mapping[str, pd.DataFrame], names: Names, whole: Mapping[str, Any], as_of: date
) -> dict[str, Any]:
    """What `foresight.html` is told.

    Args:
        marts: frames by mart name; any may be missing.
        names: of the tiers.
        whole: what the organisation's page is told; its counts of people are taken as shown there.
        as_of: day of the run.
    """
    rows = records(marts, "tier_forecast")
    past = whole["tier_data"]
    origin = as_day(rows[0]["origin"]) if rows else None
    hidden = _hidden(past, origin)
    lines = _lines([r for r in rows if r["site"] is None], names, hidden)
    now = [one for one in lines if one["scenario"] == "as_now"]
    tiers = [one for one in now if one["kind"] == "tier"]
    return {
        "months": sorted({(one["month"], one["month_name"]) for one in now}),
        "tiers": tiers,
        "moves": [one for one in now if one["kind"] == "move"],
        "everybody": [one for one in now if one["kind"] == "people"],
        "hidden": sorted(hidden),
        "known_until": None if origin is None else dates.month(origin),
        "fan": _fan(past, tiers, origin),
        "scenarios": _scenarios(lines),
        "lift": _lift(rows),
        "load": training_load(marts, as_of, whole["people"]),
        "sites": _sites(rows, whole),
        "verdict": _verdict(records(marts, "forecast_backtest")),
        "widened_by": rows[0]["widened_by"] if rows else None,
        "smallest": SMALLEST,
    }


def _hidden(past: Sequence[Mapping[str, Any]], origin: date | None) -> set[int]:
    """Tiers with a count that the organisation's page hides, of the last month known or since."""
    since = "" if origin is None else origin.isoformat()
    return {one["tier"] for one in past if one["people"] is None and one["month"] >= since}


def _lines(rows: Sequence[Record], names: Names, hidden: set[int]) -> list[dict[str, Any]]:
    """One entry a scenario, month and measure that may be shown."""
    lines = []
    for row in rows:
        measure, month = str(row["measure"]), as_day(row["period"])
        kind, tier = ("move", None) if measure in _MOVES else ("people", None)
        name = _MOVES.get(measure, _PEOPLE)
        if measure.startswith("tier_"):
            kind, tier = "tier", int(measure.removeprefix("tier_"))
            name = names.tier(tier) if tier else TOO_LITTLE
            if tier in hidden:
                continue
        lines.append(
            {
                "kind": kind,
                "scenario": row["scenario"],
                "tier": tier,
                "name": name,
                "month": month.isoformat(),
                "month_name": dates.month(month),
                "horizon": row["horizon"],
                **{key: row[key] for key in ("expected", "unchanged")},
                **{
                    f"{end}_{at}": row[f"{end}_{at}"]
                    for end in ("lower", "upper")
                    for at in (80, 90)
                },
            }
        )
    order = [text.en for text in _MOVES.values()]
    return sorted(
        lines,
        key=lambda one: (
            one["tier"] is None,
            one["tier"] or 0,
            one["month"],
            order.index(one["name"].en) if one["kind"] == "move" else 0,
        ),
    )


def _fan(
    past: Sequence[Mapping[str, Any]], tiers: Sequence[Mapping[str, Any]], origin: date | None
) -> dict[str, Any] | None:
    """Months that were and months to come, for the picture."""
    if origin is None or not tiers:
        return None
    shown = {one["tier"] for one in tiers}
    keys = ("month", "month_name", "tier", "name", "people")
    return {
        "past": [
            {key: one[key] for key in keys}
            for one in past
            if one["tier"] in shown and one["month"] <= origin.isoformat()
        ],
        "ahead": list(tiers),
    }


def _scenarios(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The last month ahead by scenario: everybody and the tiers that may be shown."""
    last = max((one["horizon"] for one in lines), default=0)
    found = []
    for key, name in _SCENARIOS.items():
        cells = [
            one
            for one in lines
            if one["scenario"] == key and one["horizon"] == last and one["kind"] != "move"
        ]
        if cells:
            found.append({"key": key, "name": name, "cells": cells})
    return found


def _lift(rows: Sequence[Record]) -> dict[str, float] | None:
    """Points a month that twice the training adds, which is what usual training gives."""
    twice = next((row for row in rows if row["scenario"] == "training_twice"), None)
    if twice is None:
        return None
    reach = Z90 * twice["lift_error"]
    return {"mean": twice["lift"], "lower": twice["lift"] - reach, "upper": twice["lift"] + reach}


def _sites(rows: Sequence[Record], whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """People expected at each site whose people the page of the organisation shows."""
    shown = {
        name.en: people
        for group in whole["groups"]
        if group["kind"] == "site"
        for name, _, people in group["rows"]
        if people is not None and people >= SMALLEST
    }
    return [
        {**row, "now": shown[str(row["site"])]}
        for row in rows
        if row["site"] in shown and row["measure"] == "people" and row["horizon"] == 3
    ]


def _verdict(rows: Sequence[Record]) -> dict[str, Any] | None:
    """How past forecasts of tiers and of everybody fared; None where none could be tried."""
    counts = [
        row
        for row in rows
        if str(row["measure"]).startswith(("tier_", "people"))
        and (row["actual"] or row["upper_90"])  # that nobody is where nobody can be proves nothing
    ]
    if not counts:
        return None
    lines = [
        {"horizon": horizon, **_fared([row for row in counts if row["horizon"] == horizon])}
        for horizon in sorted({row["horizon"] for row in counts})
    ]
    whole = _fared(counts)
    return {
        **whole,
        "origins": len({row["origin"] for row in counts}),
        "lines": lines,
        "held": whole["within_80"] >= 0.8 - _LEEWAY and whole["within_90"] >= 0.9 - _LEEWAY,
        "better": whole["error"] < whole["unchanged_error"],
    }


def _fared(rows: Sequence[Record]) -> dict[str, Any]:
    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values)

    def within(level: int) -> float:
        inside = [r[f"lower_{level}"] <= r["actual"] <= r[f"upper_{level}"] for r in rows]
        return mean([float(one) for one in inside])

    return {
        "outcomes": len(rows),
        "within_80": within(80),
        "within_90": within(90),
        "error": mean([abs(row["actual"] - row["expected"]) for row in rows]),
        "unchanged_error": mean([abs(row["actual"] - row["unchanged"]) for row in rows]),
        "bias": mean([row["expected"] - row["actual"] for row in rows]),
    }
