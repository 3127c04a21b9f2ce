"""Two kinds of pictures, as SVG that reads well on light and dark pages."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

#: Of light pages, of dark ones. Beside each other they differ in lightness too.
COLOURS = [
    ("#1f6a9c", "#8cc3e2"),
    ("#c26a12", "#f0b36a"),
    ("#3f7d3c", "#93cf8e"),
    ("#8a4a9e", "#d2a3e0"),
    ("#6b7681", "#a8b3bd"),
    ("#b03a48", "#f09aa4"),
    ("#0f8585", "#77d3d3"),
    ("#8a7312", "#dcc65c"),
    ("#17212b", "#eef3f7"),
    ("#c4457f", "#f3a3c6"),
]
_WIDTH = 860


@dataclass(frozen=True)
class Panel:
    """A picture of growth, both axes logarithmic.

    Attributes:
        title: what grows.
        series: by name, sizes and costs.
        exponents: by name, what is to be said of its slope.
    """

    title: str
    series: Mapping[str, Sequence[tuple[float, float]]]
    exponents: Mapping[str, str]


def stacked_bars(title: str, unit: str, bars: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    """Bars that lie, each made of parts, with their sum at the end.

    Args:
        title: what is seen; also the text for who can't see it.
        unit: of the figures.
        bars: each with its name and parts, which have one colour by name all over.
    """
    names = list(dict.fromkeys(name for _, parts in bars for name in parts))
    longest = max((sum(parts.values()) for _, parts in bars), default=0) or 1.0
    left, top, high = 270, 58, 26
    scale = (_WIDTH - left - 90) / longest
    body, at = [], 12.0
    for place, name in enumerate(names):
        body.append(
            f'<rect class="c{place}" x="{at:.0f}" y="32" width="12" height="12"/>'
            f'<text x="{at + 17:.0f}" y="42" class="s">{escape(name)}</text>'
        )
        at += 30 + 7.2 * len(name)
    for row, (name, parts) in enumerate(bars):
        y, x = top + row * high, float(left)
        body.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        for part, value in parts.items():
            body.append(
                f'<rect class="c{names.index(part)}" x="{x:.1f}" y="{y}" '
                f'width="{max(value * scale, 0):.1f}" height="18">'
                f"<title>{escape(part)}: {_plain(value)} {escape(unit)}</title></rect>"
            )
            x += value * scale
        body.append(f'<text x="{x + 6:.1f}" y="{y + 14}">{_plain(sum(parts.values()))}</text>')
    return _picture(title, top + len(bars) * high + 8, body, len(names))


def growth_panels(title: str, unit: str, panels: Sequence[Panel]) -> str:
    """Panels beside each other, costs by size, each series with its points joined.

    Args:
        title: what is seen; also the text for who can't see it.
        unit: of the costs.
        panels: at most four in a row.
    """
    names = list(dict.fromkeys(name for panel in panels for name in panel.series))
    wide, high, top = _WIDTH / 2, 230, 54
    body, at = [], 12.0
    for place, name in enumerate(names):
        body.append(
            f'<rect class="c{place}" x="{at:.0f}" y="32" width="12" height="12"/>'
            f'<text x="{at + 17:.0f}" y="42" class="s">{escape(name)}</text>'
        )
        at += 30 + 7.2 * len(name)
    for place, panel in enumerate(panels):
        x0, y0 = (place % 2) * wide + 52, top + (place // 2) * high + 20
        body += _panel(panel, names, (x0, y0, wide - 82, high - 66), unit)
    return _picture(title, top + math.ceil(len(panels) / 2) * high, body, len(names))


def _panel(
    panel: Panel, names: list[str], box: tuple[float, float, float, float], unit: str
) -> list[str]:
    x0, y0, wide, high = box
    points = [point for series in panel.series.values() for point in series]
    body = [f'<text x="{x0}" y="{y0 - 8}" font-weight="600">{escape(panel.title)}</text>']
    if not points:
        return [*body, f'<text class="s" x="{x0}" y="{y0 + 20}">not measured</text>']
    xs, ys = _span([x for x, _ in points]), _span([y for _, y in points])

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = (math.log(point[0]) - xs[0]) / (xs[1] - xs[0])
        y = (math.log(point[1]) - ys[0]) / (ys[1] - ys[0])
        return x0 + x * wide, y0 + (1 - y) * high

    body.append(f'<rect class="frame" x="{x0}" y="{y0}" width="{wide}" height="{high}"/>')
    for size in sorted({x for x, _ in points}):
        x = at((size, math.exp(ys[0])))[0]
        body.append(
            f'<text class="s" x="{x:.1f}" y="{y0 + high + 15}" '
            f'text-anchor="middle">{_plain(size)}</text>'
        )
    for cost in (min(y for _, y in points), max(y for _, y in points)):
        y = at((math.exp(xs[0]), cost))[1]
        body.append(
            f'<text class="s" x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{_plain(cost)}</text>'
        )
    for name, series in panel.series.items():
        colour = names.index(name)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, series))
        body.append(f'<polyline class="l{colour}" points="{path}"/>')
        body += [
            f'<circle class="c{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{escape(name)}: '
            f"{_plain(point[0])}, {_plain(point[1])} {escape(unit)}</title></circle>"
            for point, (x, y) in ((one, at(one)) for one in series)
        ]
    told = " · ".join(f"{name}: {text}" for name, text in panel.exponents.items())
    return [*body, f'<text class="s" x="{x0}" y="{y0 + high + 31}">{escape(told)}</text>']


def _span(values: list[float]) -> tuple[float, float]:
    low, high = math.log(min(values)), math.log(max(values))
    room = 0.08 * (high - low) or 0.5
    return low - room, high + room


def _picture(title: str, height: float, body: list[str], colours: int) -> str:
    def rules(which: int) -> str:
        return "".join(
            f".c{n}{{fill:{pair[which]}}}.l{n}{{stroke:{pair[which]};fill:none;stroke-width:2}}"
            for n, pair in enumerate((COLOURS * 2)[:colours])
        )

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
        'font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t">\n'
        f'<title id="t">{escape(title)}</title>\n<style>\n'
        f".bg{{fill:#fff}}text{{fill:#17212b}}.s{{font-size:11px;fill:#46525c}}"
        f".frame{{fill:none;stroke:#7a8793}}{rules(0)}\n"
        "@media (prefers-color-scheme: dark){.bg{fill:#12181e}text{fill:#eef3f7}.s{fill:#b6c2cc}"
        f".frame{{stroke:#8996a1}}{rules(1)}}}\n</style>\n"
        f'<rect class="bg" width="{_WIDTH}" height="{height:.0f}"/>'
        f'<text x="12" y="20" font-weight="600">{escape(title)}</text>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _plain(value: float) -> str:
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.3g}"
