"""The manual's tables and pictures, written from results: no figure there comes from elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench_figures import Group, Line, demands_of, groups_of, growth_of, growth_points
from bench_markdown import fill, number, table
from bench_run import AFTER_MARTS, STAGES
from bench_scale import constants_table, limits_table, needs_table
from bench_svg import Panel, growth_panels, stacked_bars

TASKS = {
    "scan": "scan 全列扫描",
    "load": "typed load 带类型装载",
    "floor": "floor 下限",
    "duckdb_cells": "DuckDB by hand 手写",
    "polars_cells": "Polars by hand 手写",
    "pandas_cells": "pandas by hand 手写",
    "ladder": "ladder run",
    "ladder_fixed": "ladder run, 1/1000 of the interactions 千分之一接触量",
    "ladder_tiniest": "ladder run, tiniest centre 最小中心",
}
_NOTHING = "*Not measured yet 尚未测量: `make bench`.*"


def write_pages(lines: Sequence[Line], docs: Path) -> None:
    """Fill the blocks of benchmarks.md and scale.md and draw their pictures.

    Args:
        lines: results.
        docs: folder of the manual; what is between the blocks stands.
    """
    full = sorted(
        groups_of(lines, "full"), key=lambda one: (one.first["interactions"], one.first["form"])
    )
    growth = groups_of(lines, "growth")
    days = groups_of(lines, "increment")
    blocks = {
        "machine": _machine(lines),
        "demands": _demands(lines),
        "full": "\n\n".join(map(_full_table, full)) or _NOTHING,
        "stages": "\n\n".join(map(_stage_table, full)) or _NOTHING,
        "increment": "\n\n".join(map(_increment_table, days)) or _NOTHING,
        "growth": _growth_table(growth) if growth else _NOTHING,
        "constants": constants_table(lines) or _NOTHING,
        "needs": needs_table(lines) or _NOTHING,
        "limits": limits_table(lines) or _NOTHING,
    }
    for name in ("benchmarks.md", "scale.md"):
        page = docs / name
        page.write_text(fill(page.read_text(encoding="utf-8"), blocks), encoding="utf-8")
    (docs / "benchmarks_stages.svg").write_text(_stage_picture(full), encoding="utf-8")
    (docs / "benchmarks_growth.svg").write_text(_growth_picture(growth), encoding="utf-8")


def name_of(group: Group) -> str:
    """Names a case by its size."""
    line = group.first
    return (
        f"{line['interactions'] / 1e6:g} M interactions, {line['form']}; "
        f"{line['agents']:,} agents, {line['months']} months, {line['courses']} courses"
    )


def _machine(lines: Sequence[Line]) -> str:
    told = [line for line in lines if line["task"] == "machine"]
    measured = [line for line in lines if line["repeat"] >= 0]
    if not told or not measured:
        return _NOTHING
    last: dict[str, Any] = max(told, key=lambda line: line["session"])
    loads = sorted(line["load"] for line in measured)
    versions = ", ".join(f"{name} {version}" for name, version in last["versions"].items())
    cases = {case: len(set(repeats)) for case, repeats in _repeats(measured).items()}
    return (
        f"{last['cores']} cores, {last['memory_gib']} GiB; Python {last['python']}; {versions}; "
        f"code {last['commit']}. {min(cases.values())} to {max(cases.values())} repeats of a "
        f"process. Load of the machine meanwhile, of this and all else: median "
        f"{number(loads[len(loads) // 2])}, at most {number(loads[-1])}; above "
        f"{last['cores'] + 1} other people's work slowed this down, and CPU seconds say more than "
        "the clock."
    )


def _repeats(lines: Sequence[Line]) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        if line["task"] not in ("history", "first_day"):
            key = (
                line["part"],
                line["form"],
                line["axis"],
                line["interactions"],
                line["agents"],
                line["months"],
                line["courses"],
                line["task"],
            )
            found.setdefault(key, []).append(line["repeat"])
    return found


def _demands(lines: Sequence[Line]) -> str:
    rows = []
    for one in demands_of(lines):
        sign = "≤" if one.at_most else "≥"
        # By the clock a run can cost less than what is taken off as fixed.
        unknown = "not measured 未测" if one.cpu is None else "says nothing 无意义"
        told = {True: "met 达到", False: "**missed 未达到**", None: unknown}[one.met]
        rows.append(
            [
                f"{one.text} · {one.zh}",
                number(one.wall),
                number(one.cpu),
                f"{sign} {number(one.limit)}",
                told,
            ]
        )
    return table(["what is asked 要求", "by the clock 挂钟", "by CPU", "limit 限值", ""], rows)


def _full_table(group: Group) -> str:
    rows = []
    for task, name in TASKS.items():
        if not group.of(task):
            if any(line["task"] == task for line in group.lines):
                rows.append([name, "failed 失败", "–", "–", "–", "–"])
            continue
        for stage, told in (("", name), ("to_marts", f"{name}, up to marts 到集市为止")):
            if stage and not task.startswith("ladder"):
                continue
            ratios = [group.ratio((task, stage), ("floor", ""), one) for one in ("wall", "cpu")]
            memory = "peak_mib" if stage else "peak_sum_mib"
            rows.append(
                [
                    told,
                    number(group.value(task, "wall", stage)),
                    number(group.value(task, "cpu", stage)),
                    number(group.value(task, memory, stage)),
                    *map(number, ratios),
                ]
            )
    cells, ways = group.fact("equal", "cells"), group.fact("equal", "ways")
    equal = (
        f"\n\nAll {ways} ways made the same {cells:,} cells 各法结果一致."
        if cells
        else "\n\nNo work by hand: nothing was compared 无手写对照,未作比较。"
        if not any(line["task"] == "equal" for line in group.lines)
        else "\n\n**The cells were not found equal 结果未能核对一致.**"
    )
    head = ["process 进程", "wall s", "CPU s", "peak MiB", "wall ÷ floor", "CPU ÷ floor"]
    size = f"; {(group.fact('files', 'bytes') or 0) / 2**20:,.0f} MiB of files"
    return f"**{name_of(group)}{size}**\n\n{table(head, rows)}{equal}"


def _stage_table(group: Group) -> str:
    rows = []
    for stage in STAGES:
        values = [
            group.value(task, figure, stage)
            for task in ("ladder", "ladder_fixed")
            for figure in ("wall", "cpu", "peak_mib")
        ]
        told = f"{stage} (pages, delivery)" if stage in AFTER_MARTS else stage
        rows.append([told, *(number(value) for value in values)])
    head = ["stage 阶段", "wall s", "CPU s", "peak MiB", "1/1000: wall s", "CPU s", "peak MiB"]
    return f"**{name_of(group)}**\n\n{table(head, rows)}"


def _increment_table(group: Group) -> str:
    names = {
        "history": "two years at once, the first run 首次全量",
        "day_on_history": "a day more on two years 两年历史上加一天",
        "day_alone": "the same day, no history 同一天、无历史",
    }
    rows = [
        [
            name,
            number(group.value(task, "wall", stage)),
            number(group.value(task, "cpu", stage)),
            number(group.value(task, "peak_mib" if stage else "peak_sum_mib", stage)),
        ]
        for task, words in names.items()
        for stage, name in (("", words), ("to_marts", f"{words}: up to marts 到集市为止"))
    ]
    for stage, words in (("", "whole 全程"), ("to_marts", "up to marts 到集市为止")):
        above, below = ("day_on_history", stage), ("day_alone", stage)
        ratios = [number(group.ratio(above, below, figure)) for figure in ("wall", "cpu")]
        rows.append([f"ratio of the two days 两者之比: {words}", *ratios, ""])
    head = ["process 进程", "wall s", "CPU s", "peak MiB"]
    return f"**{name_of(group)}, a file a table and day**\n\n{table(head, rows)}"


def _growth_table(groups: Sequence[Group]) -> str:
    rows = []
    for group in groups:
        for figure, stage, words in (
            ("wall", "to_marts", "wall, up to marts"),
            ("cpu", "to_marts", "CPU, up to marts"),
            ("cpu", "", "CPU, whole run"),
            ("peak_sum_mib", "", "peak memory"),
        ):
            fitted, fixed = growth_of(group, figure, stage)
            points = growth_points(group, figure, stage)
            sizes = f"{points[0][0]:,.0f} – {points[-1][0]:,.0f}" if points else "–"
            rows.append(
                [
                    f"{group.first['axis']}: {words}",
                    sizes,
                    number(fixed),
                    number(fitted.exponent if fitted else None),
                    number(fitted.std_error if fitted else None, 2),
                ]
            )
    head = [
        "along 沿",
        "sizes 规模",
        "fixed cost taken off 扣除的固定成本",
        "exponent 指数",
        "± s.e.",
    ]
    return table(head, rows)


def _stage_picture(groups: Sequence[Group]) -> str:
    bars: list[tuple[str, dict[str, float]]] = []
    for group in groups[-2:]:
        size = f"{group.first['interactions'] / 1e6:g} M {group.first['form']}"
        bars += [
            (f"{size}: {task.replace('_cells', ' by hand')}", {"one process": value})
            for task in ("floor", "load", "duckdb_cells", "polars_cells", "pandas_cells")
            if (value := group.value(task, "cpu")) is not None
        ]
        for task, name in (("ladder", "ladder run"), ("ladder_fixed", "same, 1/1000 the rows")):
            values = {stage: group.value(task, "cpu", stage) for stage in STAGES}
            bars.append((f"{size}: {name}", {k: v for k, v in values.items() if v}))
    return stacked_bars(
        "CPU seconds by stage, beside the floor and the work by hand", "CPU s", bars
    )


def _growth_picture(groups: Sequence[Group]) -> str:
    figures = {"up to marts": "to_marts", "whole run": ""}
    panels = []
    for group in groups:
        fitted = {name: growth_of(group, "cpu", stage)[0] for name, stage in figures.items()}
        panels.append(
            Panel(
                f"CPU seconds by {group.first['axis']}",
                {name: growth_points(group, "cpu", stage) for name, stage in figures.items()},
                {name: f"exponent {one.exponent:.2f}" for name, one in fitted.items() if one},
            )
        )
    return growth_panels("How the cost of a run grows", "CPU s", panels)
