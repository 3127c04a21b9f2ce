"""SVG elements as escaped markup, the percentage scale, and the frame every chart has."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from assets.delivery.csv_text import seen
from assets.report.text import Text, render

_NUMBERS = (int, float)


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def element(tag: str, *children: Markup | str, **attributes: Any) -> Markup:
    """One element; `_` in a name becomes `-`, a trailing one is dropped, None leaves it out.

    >>> element("rect", x=1, class_="bar", data_value=2.5)
    Markup('<rect x="1" class="bar" data-value="2.5"></rect>')
    """
    listed = "".join(
        f' {_attribute(name)}="{value if type(value) in _NUMBERS else escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(c if type(c) is Markup else escape(c) for c in children)
    return Markup(f"<{tag}{listed}>{inside}</{tag}>")  # noqa: S704 - every part is escaped above


def across(share: float) -> str:
    """A position or width as a percentage of the chart's width.

    >>> across(1 / 3)
    '33.33%'
    """
    return f"{share * 100:.2f}%"


def chart(
    *parts: Markup, title: Text, height: int, desc: Text | None = None, class_: str = ""
) -> Markup:
    """An SVG as wide as its box, named for people who cannot see it, in both languages."""
    names = [
        element("title", seen(title.en), lang="en", data_lang="en"),
        element("title", seen(title.zh), lang="zh-CN", data_lang="zh"),
    ]
    if desc is not None:
        names += [
            element("desc", seen(desc.en), lang="en", data_lang="en"),
            element("desc", seen(desc.zh), lang="zh-CN", data_lang="zh"),
        ]
    return element(
        "svg",
        *names,
        *parts,
        role="img",
        width="100%",
        height=height,
        class_=f"chart {class_}".strip(),
    )


def words(text: Text | str, **attributes: Any) -> Markup:
    """Lettering: one `<text>` for data and numbers, one a language for words."""
    if isinstance(text, str):
        return element("text", text, **attributes)
    if text.en == text.zh:
        return element("text", text.en, translate="no", **attributes)
    return element("text", text.en, data_lang="en", lang="en", **attributes) + element(
        "text", text.zh, data_lang="zh", lang="zh-CN", **attributes
    )


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` across a chart, with room for a dot at both ends."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The position (0–1) of a value; values outside stay at the edge.

        >>> Scale(0, 100).at(50), Scale(0, 100).at(400)
        (0.5, 0.985)
        """
        span = self.high - self.low or 1.0
        share = min(max((value - self.low) / span, 0.0), 1.0)
        return 0.015 + 0.97 * share


def key(class_: str, text: Text) -> Markup:
    """One entry of a chart's legend."""
    mark = element("svg", element("rect", width=14, height=14, rx=3, class_=class_), width=14,
                   height=14, aria_hidden="true")  # fmt: skip
    return element("li", mark, Markup(" "), render(text))
