"""What is promised of each figure, and why: one small table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from competency.validation.figure import Figure
from competency.validation.scenarios import SCENARIOS

_NOISE = 1.645


@dataclass(frozen=True)
class Tolerance:
    """A promise about one figure.

    Attributes:
        figure: key of the figure.
        scenarios: where it is promised.
        low, high: its bounds.
        why: in a line, for the report, English and Chinese.
        part: of which part; None: of every one.
        target: a share of independent cases: bounds are widened to where a centre that is exactly
            right falls in 90 of 100 times, given how many cases there are; None: as they stand.
    """

    figure: str
    scenarios: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    part: str | None = None
    target: float | None = None
    why: tuple[str, str] = ("", "")


_SCORES = ("ordinary", "static")
_BROKEN = tuple(scenario.key for scenario in SCENARIOS.values() if scenario.breaks)

TOLERANCES: tuple[Tolerance, ...] = (
    Tolerance(
        "rmse_ratio",
        _SCORES,
        high=0.55,
        why=(
            "Half the error of raw averages; told the best linear weights one reaches 0.52.",
            "误差约为原始平均值的一半；已知最优线性权重时可达 0.52。",
        ),
    ),
    Tolerance(
        "rmse_ratio",
        tuple(key for key in _BROKEN if key != "handful"),
        high=1.0,
        why=(
            "Where assumptions break, scores may lose but never be worse than raw averages.",
            "即使假设不成立，得分也不得比原始平均值更差。",
        ),
    ),
    Tolerance(
        "coverage",
        _SCORES,
        low=0.87,
        high=0.93,
        why=("A 90 % interval holds the truth nine times in ten.", "90% 区间应十有九次包含真值。"),
    ),
    Tolerance(
        "coverage_fifth",
        _SCORES,
        low=0.87,
        high=0.93,
        target=0.9,
        why=(
            "Honest for people with little and with much evidence; widened by chance alone.",
            "无论证据多少都应如实；仅按抽样误差放宽。",
        ),
    ),
    Tolerance(
        "coverage",
        _BROKEN,
        low=0.87,
        target=0.9,
        why=(
            "Where assumptions break, intervals must widen, not lie; widened by chance alone.",
            "假设不成立时区间应变宽而不失实；仅按抽样误差放宽。",
        ),
    ),
    Tolerance(
        "hardness",
        _SCORES,
        low=-0.05,
        high=0.05,
        why=(
            "Nobody may gain or lose by being given harder cases than equally able people.",
            "能力相同者不得因分到更难的个案而得分更高或更低。",
        ),
    ),
    Tolerance(
        "tiers_out_of_order",
        (*_SCORES, "jumps"),
        high=0.0,
        why=("True ability rises with the tier.", "真实能力应随等级升高。"),
    ),
    Tolerance(
        "retest_same",
        ("static",),
        low=0.75,
        part="published",
        why=(
            "The same people seen twice; told the best linear weights one reaches 80 %.",
            "同一批人两次观测；已知最优线性权重时可达 80%。",
        ),
    ),
    Tolerance(
        "retest_within_one",
        ("static",),
        low=0.99,
        part="published",
        why=("Two tiers apart would be chance, not measurement.", "相差两级即为偶然而非测量。"),
    ),
    Tolerance(
        "changes",
        ("static", "jumps"),
        high=0.3,
        part="published",
        why=(
            "Of people who do not change: a move every three years at most.",
            "能力不变的人至多每三年变动一次。",
        ),
    ),
    Tolerance(
        "reversals",
        ("static", "jumps"),
        high=0.02,
        part="published",
        why=("Up and down again breaks trust.", "升而复降会损害信任。"),
    ),
    Tolerance(
        "jump_months",
        ("jumps",),
        high=6.0,
        part="composite_alone",
        why=(
            "Real change is followed within half a year; the truth knows no gates of time or role.",
            "真实变化应在半年内得到反映；真值不含时间与岗位门槛。",
        ),
    ),
    Tolerance(
        "importance_before",
        ("shift",),
        high=0.06,
        why=(
            "What truly drives customers, found from the seventh month on.",
            "自第七个月起应找出真正影响客户的因素。",
        ),
    ),
    Tolerance(
        "importance_after",
        ("shift",),
        high=0.12,
        why=("A change of business is followed within half a year.", "业务变化应在半年内跟上。"),
    ),
    Tolerance(
        "largest_step",
        ("noise",),
        high=0.02,
        why=(
            "Ability does not matter to these customers, and five times as much would be allowed.",
            "这些客户不受能力影响，而允许的步长为此值的五倍。",
        ),
    ),
    Tolerance(
        "step_over_limit",
        ("shift", "noise"),
        high=0.0,
        why=("Never more in a month than the analyst allows.", "每月变动不得超过设定的步长。"),
    ),
    Tolerance(
        "outside_bounds",
        ("shift", "noise"),
        high=0.0,
        why=("Within the analyst's bounds, adding up to 1.", "始终在设定的上下限内且合计为 1。"),
    ),
    Tolerance(
        "next_tier_ratio",
        ("policies",),
        high=0.95,
        part="uniform",
        why=(
            "The aim is 0.75, a quarter sooner; it is not reached: with the same hours month by"
            " month it was 0.85 over 30 fresh centres (s.e. 0.02). What is promised leaves three"
            " standard errors of ten centres.",
            "目标为 0.75（早四分之一），尚未达到：在逐月学时相同的"
            " 30 个新中心上为 0.85（标准误 0.02）。承诺值留有十个中心的三个标准误。",
        ),
    ),
)  # fmt: skip


def promised(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures with their tolerances written in."""
    return [_with_bounds(figure, tolerance_of(figure)) for figure in figures]


def tolerance_of(figure: Figure) -> Tolerance | None:
    """Return what is promised of a figure.

    >>> tolerance_of(Figure("static", "retest_same", 0.8, part="published")).low
    0.75
    """
    for one in TOLERANCES:
        named = one.figure == figure.key and figure.scenario in one.scenarios
        if named and one.part in (None, figure.part):
            return one
    return None


def _with_bounds(figure: Figure, tolerance: Tolerance | None) -> Figure:
    if tolerance is None:
        return figure
    low, high = tolerance.low, tolerance.high
    if tolerance.target is not None and figure.cases:
        chance = float(np.sqrt(tolerance.target * (1 - tolerance.target) / figure.cases))
        low = None if low is None else min(low, tolerance.target - _NOISE * chance)
        high = None if high is None else min(1.0, max(high, tolerance.target + _NOISE * chance))
    return replace(figure, low=low, high=high)
