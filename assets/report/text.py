"""Wording in two languages: the `Text` pair and how a pair becomes HTML.

Names of things (tiers, dimensions, rules) live in `names.py` and `rule_names.py`; dates and
numbers in `dates.py` and `numbers.py`.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from assets.delivery.csv_text import seen


class Text(NamedTuple):
    """The same words in English and in Chinese."""

    en: str
    zh: str


def both(en: str, zh: str, **values: Any) -> Text:
    """Fill `{name}` places in both languages; a `Text` value gives each language its own.

    >>> both("{n} in {d}", "{d}：{n}", n=3, d=Text("Process", "流程"))
    Text(en='3 in Process', zh='流程：3')
    """
    english = {key: v.en if isinstance(v, Text) else v for key, v in values.items()}
    chinese = {key: v.zh if isinstance(v, Text) else v for key, v in values.items()}
    return Text(en.format(**english), zh.format(**chinese))


def count(number: int, one: str, many: str, zh: str) -> Text:
    """A number with its noun.

    >>> count(1, "agent", "agents", "人")
    Text(en='1 agent', zh='1 人')
    """
    return Text(f"{number:,} {one if number == 1 else many}", f"{number:,} {zh}")


def pair(en: str | None, zh: str | None) -> Text | None:
    """A `Text` from two columns of a mart; a missing side borrows the other.

    >>> pair("Why", None)
    Text(en='Why', zh='Why')
    """
    if not en and not zh:
        return None
    return Text(en or zh or "", zh or en or "")


def join(texts: list[Text]) -> Text:
    """A list in running text.

    >>> join([Text("a", "甲"), Text("b", "乙")])
    Text(en='a, b', zh='甲、乙')
    """
    return Text(", ".join(t.en for t in texts), "、".join(t.zh for t in texts))


def render(value: Text | str | None) -> Markup:
    """A pair as two spans, of which the page shows one; text from data as it is.

    Text that is the same in both languages is data (a name, an id): it is kept from machine
    translation and from changing the direction of the words around it.

    >>> render(Text("Yes", "是"))
    Markup('<span data-lang="en" lang="en">Yes</span><span data-lang="zh" lang="zh-CN">是</span>')
    >>> render("<b>")
    Markup('<bdi translate="no">&lt;b&gt;</bdi>')
    """
    if value is None:
        return Markup("")
    return _rendered(value)


@lru_cache(maxsize=20_000)
def _rendered(value: Text | str) -> Markup:
    """Words come again and again: names on every row, fixed words on every page."""
    if isinstance(value, str) or value.en == value.zh:
        words = value if isinstance(value, str) else value.en
        return Markup(f'<bdi translate="no">{escape(seen(words))}</bdi>')  # noqa: S704 - escaped
    english = f'<span data-lang="en" lang="en">{escape(seen(value.en))}</span>'
    chinese = f'<span data-lang="zh" lang="zh-CN">{escape(seen(value.zh))}</span>'
    return Markup(english + chinese)  # noqa: S704 - both sides escaped
