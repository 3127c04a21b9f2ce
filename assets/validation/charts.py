"""Charts of a validation: pairs of bars, dots in their band, scatters, a grid and step lines."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element, words
from assets.report.charts.tier_class import tier_class
from assets.report.text import Text, both

BAR, GAP = 14, 3
SCATTER = 280
STEPS = 180
CELL = 34
# A scatter of more points is a blot, and a heavy page.
MOST_POINTS = 400


def pair_bar(
    ours: float,
    raw: float,
    largest: float,
    shown: tuple[str, str],
    title: Text,
    high: float | None = None,
) -> Markup:
    """Our bar above the spreadsheet's, with their values; dashed: what is promised."""
    parts = []
    for row, (number, label, style) in enumerate(
        ((ours, shown[0], "ours"), (raw, shown[1], "raw"))
    ):
        if not np.isfinite(number):
            continue
        # The last sixth of the width is for the number.
        width = 0.82 * min(number / (largest or 1.0), 1.0)
        top = row * (BAR + GAP)
        parts += [
            element("rect", x=0, y=top, width=across(width), height=BAR, rx=2, class_=style,
                    data_value=f"{number:.4f}"),
            words(label, x=across(width + 0.01), y=top + BAR - 3, class_="axis"),
        ]  # fmt: skip
    if high is not None:
        at = across(0.82 * min(high / (largest or 1.0), 1.0))
        parts.append(element("line", x1=at, x2=at, y1=0, y2=2 * BAR + GAP, class_="promise"))
    return chart(*parts, title=title, height=2 * BAR + GAP + 2)


def band_dot(
    number: float, low: float, high: float, scale: Scale, shown: str, title: Text
) -> Markup:
    """A dot, the band it is promised to lie in, and the mark it should be at."""
    left, right = scale.at(low), scale.at(high)
    at, mark = across(scale.at(number)), across(scale.at(0.9))
    inside = low - 1e-9 <= number <= high + 1e-9
    return chart(
        element("rect", x=across(left), y=2, width=across(right - left), height=20, class_="track"),
        element("line", x1=mark, x2=mark, y1=0, y2=24, class_="zero"),
        element("circle", cx=at, cy=12, r=6, class_="dot" if inside else "dot miss",
                data_value=f"{number:.4f}"),
        words(shown, x=at, y=36, class_="tick middle"),
        title=title,
        height=40,
    )  # fmt: skip


def scatter(
    x: Sequence[float],
    y: Sequence[float],
    *,
    style: str,
    axes: tuple[Text, Text],
    title: Text,
    span: tuple[float, float, float, float],
    line: str = "diagonal",
) -> Markup:
    """Points with the line they should lie on: `diagonal` (y = x) or `level` (y = 0).

    Args:
        x: values across; points beyond what can be told apart are left out.
        y: values up.
        style: class of the points.
        axes: names of the axes, across and up.
        title: name of the picture.
        span: lowest and highest x, lowest and highest y.
        line: which line.
    """
    wide, tall = Scale(span[0], span[1]), Scale(span[2], span[3])
    step = max(1, -(-len(x) // MOST_POINTS))

    def height(number: float) -> float:
        return round((1 - tall.at(number)) * SCATTER, 1)

    ends = (max(span[0], span[2]), min(span[1], span[3])) if line == "diagonal" else span[:2]
    heights = [height(one) for one in (ends if line == "diagonal" else (0.0, 0.0))]
    parts = [
        element("rect", x=0, y=0, width="100%", height=SCATTER, class_="frame"),
        element("line", x1=across(wide.at(ends[0])), x2=across(wide.at(ends[1])), y1=heights[0],
                y2=heights[1], class_="zero"),
        *(
            element("circle", cx=across(wide.at(one)), cy=height(other), r=3, class_=style)
            for one, other in zip(x[::step], y[::step], strict=True)
        ),
        words(axes[0], x="50%", y=SCATTER + 16, class_="axis middle"),
        words(axes[1], x=6, y=16, class_="axis"),
    ]  # fmt: skip
    return chart(*parts, title=title, height=SCATTER + 24, class_="scatter")


def tier_ability(
    tier: int, mean: float, spread: float, scale: Scale, cuts: Sequence[float]
) -> Markup:
    """Mean true ability of a tier's people as a dot, their spread as a line, the cuts behind."""
    at = [across(scale.at(one)) for one in (mean - spread, mean, mean + spread)]
    lines = [
        element("line", x1=across(scale.at(cut)), x2=across(scale.at(cut)), y1=0, y2=24,
                class_="cut")
        for cut in cuts
    ]  # fmt: skip
    return chart(
        *lines,
        element("line", x1=at[0], x2=at[2], y1=12, y2=12, class_="range"),
        element("circle", cx=at[1], cy=12, r=6, class_=f"dot {tier_class(tier)}",
                data_tier=tier, data_value=f"{mean:.3f}"),
        title=both(
            "Tier {n}: mean true ability {m}", "第{n}级：真实能力均值 {m}", n=tier, m=f"{mean:.2f}"
        ),
        height=24,
    )  # fmt: skip


def agreement_grid(counts: Sequence[Sequence[int]], title: Text, axes: tuple[Text, Text]) -> Markup:
    """People by tier in the first (down) and the second drawing (across)."""
    largest = max((number for row in counts for number in row), default=0) or 1
    parts = []
    for row, line in enumerate(counts):
        for column, number in enumerate(line):
            left = 0.1 + 0.18 * column
            tint = 0 if not number else 1 + min(4, int(5 * number / largest))
            parts.append(
                element("rect", x=across(left), y=22 + row * CELL, width="17%", height=CELL - 3,
                        rx=3, class_=f"tile {f't{tint}' if tint else 'blank'}",
                        data_row=row + 1, data_column=column + 1, data_value=number)
            )  # fmt: skip
            if number:
                style = f"inside on-t{tint}"
                y = 22 + row * CELL + CELL / 2 + 3
                parts.append(words(str(number), x=across(left + 0.085), y=y, class_=style))
        parts.append(words(str(row + 1), x="6%", y=22 + row * CELL + CELL / 2 + 3, class_="axis"))
        parts.append(words(str(row + 1), x=across(0.185 + 0.18 * row), y=16, class_="axis middle"))
    parts.append(words(axes[1], x="50%", y=22 + 5 * CELL + 16, class_="axis middle"))
    return chart(*parts, title=title, height=22 + 5 * CELL + 22, desc=axes[0])


def followed_curve(
    curves: Sequence[tuple[str, Sequence[float]]], months: int, promise: float, title: Text
) -> Markup:
    """Share of jumps followed by the months gone by, a step line each; the promise dashed."""
    parts = [
        element("rect", x=0, y=0, width="100%", height=STEPS, class_="frame"),
        element("line", x1=across(promise / months), x2=across(promise / months), y1=0, y2=STEPS,
                class_="promise"),
        element("line", x1=0, x2="100%", y1=STEPS / 2, y2=STEPS / 2, class_="cut"),
    ]  # fmt: skip
    for style, shares in curves:
        before = STEPS
        for month, part in enumerate(shares):
            now = round((1 - part) * STEPS, 1)
            left, right = across(month / months), across((month + 1) / months)
            parts += [
                element("line", x1=left, x2=left, y1=before, y2=now, class_=f"step {style}"),
                element("line", x1=left, x2=right, y1=now, y2=now, class_=f"step {style}"),
            ]
            before = now
    parts += [
        words(str(month), x=across((month - 0.5) / months), y=STEPS + 14, class_="tick middle")
        for month in range(1, months + 1)
    ]
    return chart(*parts, title=title, height=STEPS + 20)
