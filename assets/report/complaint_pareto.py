"""Root causes of complaints on their page: how many, the few behind most, repeats and change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.cause_names import cause_name
from assets.report.numbers import percent
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text

#: Causes listed; of free text there may be many more.
SHOWN = 15
CHANGES = {
    "more": Text("more", "增多"),
    "fewer": Text("fewer", "减少"),
    "usual": Text("no clear change", "无明显变化"),
    "unjudged": Text("too little to say", "数据不足"),
}


@dataclass(frozen=True, kw_only=True)
class CauseLine:
    """One cause in the newest period; texts are ready to show."""

    cause: Text
    complaints: int
    share: str
    interval: str
    covered: str
    is_main: bool
    per_100: str
    back: str
    change: str
    ratio: str


@dataclass(frozen=True, kw_only=True)
class Pareto:
    """Causes of the newest period and by month.

    main: how many causes together are behind most complaints, and behind what share; folded:
    causes not listed, as they have too few complaints or come after `SHOWN`.
    """

    first: date
    by_theme: bool
    told: int
    lines: list[CauseLine]
    main: int
    covered: str
    folded: int
    moved: int
    data: dict[str, Any]


def pareto(marts: Mapping[str, pd.DataFrame]) -> Pareto | None:
    """Causes of complaints; None where none is named often enough to be shown."""
    rows = records(marts, "complaint_causes")
    last = sorted((r for r in rows if r["span"] == "period"), key=lambda r: r["place"])
    shown = [r for r in last if r["complaints"] >= SMALLEST][:SHOWN]
    if not shown:
        return None
    main = [r for r in last if r["is_main"]]
    order = {r["cause"]: at for at, r in enumerate(shown)}
    months = [
        r for r in rows
        if r["span"] == "month" and r["cause"] in order and r["complaints"] >= SMALLEST
    ]  # fmt: skip
    return Pareto(
        first=as_day(shown[0]["period"]),
        by_theme=shown[0]["read_from"] == "theme",
        told=int(shown[0]["told"]),
        lines=[_line(r) for r in shown],
        main=len(main),
        covered=percent(main[-1]["covered"]),
        folded=len(last) - len(shown),
        moved=sum(r["change"] in ("more", "fewer") for r in shown),
        data={
            "causes": [cause_name(r["cause"]) for r in shown],
            "bars": [
                {"at": at}
                | {key: r[key] for key in ("share", "lower", "upper", "covered", "is_main")}
                for at, r in enumerate(shown)
            ],
            "months": [
                {
                    "at": order[r["cause"]],
                    "month": as_day(r["period"]).isoformat(),
                    "month_name": dates.month(as_day(r["period"])),
                    "rate": r["per_100_contacts"],
                    "share": r["share"],
                }
                for r in sorted(months, key=lambda r: (order[r["cause"]], r["period"]))
            ],
        },
    )


def _line(row: Record) -> CauseLine:
    ratio = row["ratio"]
    return CauseLine(
        cause=cause_name(row["cause"]),
        complaints=int(row["complaints"]),
        share=percent(row["share"]),
        interval=f"{percent(row['lower'])} … {percent(row['upper'])}",
        covered=percent(row["covered"]),
        is_main=bool(row["is_main"]),
        per_100="–" if row["per_100_contacts"] is None else f"{row['per_100_contacts']:.2f}",
        back=_back(row),
        change=row["change"],
        ratio=""
        if ratio is None
        else f"× {ratio:.2f} ({row['ratio_lower']:.2f} … {row['ratio_upper']:.2f})",
    )


def _back(row: Record) -> str:
    """Share of customers who came back, with its interval, of five complaints or more."""
    if row["back_share"] is None or row["back_known"] < SMALLEST:
        return "–"
    inner = f"{percent(row['back_lower'])} … {percent(row['back_upper'])}"
    return f"{percent(row['back_share'])} ({inner})"
