"""Figures out of results: medians, ratios of processes that ran in turns, what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench_fit import Growth, fit_growth

Line = dict[str, Any]
SIZES = ("interactions", "agents", "months", "courses")
#: What a run costs that has nothing to do, seen two ways. With next to no contacts the same people
#: have wide intervals and more to learn, which makes their paths dearer to plan than with many.
FIXED = (
    ("ladder_fixed", "the fixed cost of the same people", "同样人员的固定成本"),
    ("ladder_tiniest", "the tiniest centre's cost", "最小中心的成本"),
)


@dataclass(frozen=True)
class Group:
    """Results of processes that had the same work before them, in the same session.

    Attributes:
        lines: of one case, in the order in which they were measured.
    """

    lines: Sequence[Line]

    @property
    def first(self) -> Line:
        """Any line: what all of them share."""
        return self.lines[0]

    def of(self, task: str) -> list[Line]:
        """The repeats of a process that came to its end, in order."""
        return [
            line
            for line in self.lines
            if line["task"] == task and line["repeat"] >= 0 and "failed" not in line
        ]

    def value(self, task: str, figure: str, stage: str = "") -> float | None:
        """Median of `wall`, `cpu` or memory of a process or of one of its stages."""
        found = [_figure(line, figure, stage) for line in self.of(task)]
        return median(found) if found else None

    def spread(self, task: str, figure: str) -> str:
        """The least and the most of the repeats, for people."""
        found = sorted(_figure(line, figure, "") for line in self.of(task))
        return f"{found[0]:.2f}–{found[-1]:.2f}" if found else ""

    def ratio(
        self, above: tuple[str, str], below: tuple[str, str], figure: str, less: str = ""
    ) -> float | None:
        """Median over the repeats of one process over another, `less` a third taken off first.

        Args:
            above: a task and its stage, '' for the whole process.
            below: likewise.
            figure: `wall` or `cpu`.
            less: a task of which the same stage as of `above` is taken off; '': nothing.

        Returns:
            None where nothing of the kind was measured, or nothing is left.
        """
        names = [above[0], below[0], *([less] if less else [])]
        by_repeat = [{line["repeat"]: line for line in self.of(name)} for name in names]
        found = []
        for repeat in set.intersection(*(set(one) for one in by_repeat)):
            lines = [one[repeat] for one in by_repeat]
            cost = _figure(lines[0], figure, above[1])
            cost -= _figure(lines[2], figure, above[1]) if less else 0.0
            found.append(cost / _figure(lines[1], figure, below[1]))
        ratio = median(found) if found else 0.0
        return ratio if ratio > 0 else None

    def fact(self, task: str, name: str) -> Any:
        """What a line says beside times; None where no line does."""
        return next((one[name] for one in self.lines if one["task"] == task and name in one), None)


@dataclass(frozen=True)
class Demand:
    """One thing asked of a run, as measured.

    Attributes:
        text: what is asked, in English.
        zh: the same in Chinese.
        wall: as measured by the clock; None: not measured.
        cpu: the same of processor time; None where that says nothing.
        limit: what it is held against.
        at_most: whether the limit is an upper one.
    """

    text: str
    zh: str
    wall: float | None
    cpu: float | None
    limit: float
    at_most: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the clock says that it holds; None: not measured."""
        if self.wall is None:
            return None
        return self.wall <= self.limit if self.at_most else self.wall >= self.limit


def groups_of(lines: Sequence[Line], part: str) -> list[Group]:
    """Results of a part, by case; those of growth by axis."""
    found: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        if line["part"] == part:
            sizes = (line["axis"],) if part == "growth" else tuple(line[name] for name in SIZES)
            found.setdefault((line["form"], *sizes), []).append(line)
    return [Group(found[key]) for key in found]


def growth_of(group: Group, figure: str, stage: str) -> tuple[Growth | None, float]:
    """The exponent along a group's axis, and the fixed cost that was taken off first.

    Of interactions that is the run of the same people, months and courses with a thousandth of
    them; of the others a run of the tiniest centre.
    """
    axis = group.first["axis"]
    task = "ladder_fixed" if axis == "interactions" else "ladder_tiniest"
    fixed = group.value(task, figure, stage) or 0.0
    points = growth_points(group, figure, stage)
    return fit_growth([size for size, _ in points], [cost for _, cost in points], fixed), fixed


def growth_points(group: Group, figure: str, stage: str) -> list[tuple[float, float]]:
    """Medians of a run's cost by size along the axis."""
    axis = group.first["axis"]
    by_size: dict[float, list[float]] = {}
    for line in group.of("ladder"):
        by_size.setdefault(line[axis], []).append(_figure(line, figure, stage))
    return [(float(size), median(found)) for size, found in sorted(by_size.items())]


def demands_of(lines: Sequence[Line]) -> list[Demand]:
    """What issue 8 asks, of the largest case there are results of."""
    full = sorted(groups_of(lines, "full"), key=lambda one: one.first["interactions"])
    by_form = {
        form: [one for one in full if one.first["form"] == form] for form in ("parquet", "csv")
    }
    marts = ("ladder", "to_marts")
    found = []
    for form, below, limit, what, zh in (
        ("parquet", "floor", 4.0, "floor", "下限"),
        ("csv", "load", 1.8, "typed load", "带类型装载"),
    ):
        group = by_form[form][-1] if by_form[form] else None
        size = f"{group.first['interactions'] / 1e6:g} M" if group else "–"
        for task, cost, cost_zh in FIXED:
            ratios = [
                group.ratio(marts, (below, ""), figure, task) if group else None
                for figure in ("wall", "cpu")
            ]
            found.append(
                Demand(
                    f"{size} from {form}, up to marts, less {cost}: × the {what}",
                    f"{size} {form},到集市为止,扣除{cost_zh}:{what} 的倍数({zh})",
                    ratios[0],
                    ratios[1],
                    limit,
                )
            )
    huge = [one for one in full if one.first["interactions"] >= 50_000_000]
    peaks = [peak for one in huge if (peak := one.value("ladder", "peak_sum_mib")) is not None]
    found.append(
        Demand(
            "50 M: peak memory, GiB",
            "5000 万条:内存峰值,GiB",
            max(peaks) / 1024 if peaks else None,
            None,
            8.0,
        )
    )
    days = groups_of(lines, "increment")
    ratios = [
        days[-1].ratio(("day_on_history", ""), ("day_alone", ""), figure) if days else None
        for figure in ("wall", "cpu")
    ]
    found.append(
        Demand(
            "a day on two years of history: × the same day without",
            "两年历史上的一天:是无历史同一天的倍数",
            ratios[0],
            ratios[1],
            1.3,
        )
    )
    for engine, limit in (("pandas", 10.0), ("polars", 1.0)):
        with_it = [one for one in full if one.of(f"{engine}_cells")]
        group = with_it[-1] if with_it else None
        values = []
        for figure in ("wall", "cpu"):
            net = (
                group.ratio(marts, (f"{engine}_cells", ""), figure, "ladder_fixed")
                if group
                else None
            )
            values.append(1 / net if net else None)
        size = f"{group.first['interactions'] / 1e6:g} M {group.first['form']}" if group else "–"
        found.append(
            Demand(
                f"{size}: {engine} by hand × a run less its fixed cost",
                f"{size}:手写 {engine} 是一次运行(扣除固定成本)的倍数",
                values[0],
                values[1],
                limit,
                at_most=False,
            )
        )
    for group in groups_of(lines, "growth"):
        if group.first["axis"] == "interactions":
            fitted = [growth_of(group, figure, "to_marts")[0] for figure in ("wall", "cpu")]
            found.append(
                Demand(
                    "exponent in interactions, up to marts, less the fixed cost",
                    "随接触量增长的指数(到集市为止,扣除固定成本)",
                    fitted[0].exponent if fitted[0] else None,
                    fitted[1].exponent if fitted[1] else None,
                    1.05,
                )
            )
    return found


def _figure(line: Line, figure: str, stage: str) -> float:
    if not stage:
        return float(line[figure])
    if stage == "to_marts":
        return float(line["to_marts"][figure])
    return float(line["stages"].get(stage, {}).get(figure, 0.0))
