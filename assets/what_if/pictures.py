"""Pictures of a what-if: weights within their bounds, people by tier, both before and after."""

from typing import Any

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.charts.tier_class import tier_class
from assets.report.charts.zero_interval import even_scale, zero_interval
from assets.report.numbers import signed
from assets.report.text import Text, both
from assets.what_if.words import ATTRIBUTES, NO_TIER, ROLES

BAR, GAP = 14, 3


def weight_rows(dimensions: list[dict[str, Any]]) -> list[tuple[Text, Markup]]:
    """A bar a dimension: the weight after, a mark where it was, a line for the bounds."""
    known = [one for one in dimensions if one["weight_after"] is not None]
    widest = max([max(one["upper_bound"], one["weight_after"]) for one in known], default=1.0)
    return [(_name(one), _weight(one, 1.1 * widest)) for one in known]


def _weight(one: dict[str, Any], full: float) -> Markup:
    new, old = one["weight_after"], one["weight_before"]
    ends = {"x1": across(one["lower_bound"] / full), "x2": across(one["upper_bound"] / full)}
    shown = f"{new:.3f}"
    parts = [
        element("rect", x=0, y=5, width="100%", height=BAR, rx=4, class_="track"),
        element("rect", x=0, y=5, width=across(new / full), height=BAR, rx=4, class_="weight",
                data_dimension=one["dimension"], data_value=f"{new:.6f}"),
        element("line", **ends, y1=23, y2=23, class_="bound"),
    ]  # fmt: skip
    if old is not None:
        at = across(old / full)
        parts.append(element("line", x1=at, x2=at, y1=1, y2=23, class_="base",
                             data_before=f"{old:.6f}"))  # fmt: skip
        shown = f"{new:.3f} ({signed(new - old, 3)})"
    parts.append(words(shown, x="100%", y=16, class_="axis end number"))
    title = both("{n}: {v}", "{n}：{v}", n=_name(one), v=shown)
    return chart(*parts, title=title, height=26)


def tier_rows(tiers: list[dict[str, Any]]) -> list[tuple[int | None, Text, Markup]]:
    """Two bars a tier, before above after, highest tier first; without anybody no row for none."""
    kept = [one for one in reversed(tiers) if one["tier"] or one["before"] or one["after"]]
    largest = max([max(one["before"], one["after"]) for one in kept], default=1) or 1
    return [(one["tier"], _tier_name(one), _tier(one, largest)) for one in kept]


def _tier(one: dict[str, Any], largest: int) -> Markup:
    parts: list[Markup] = []
    for place, name in enumerate(("before", "after")):
        # The last sixth of the width is for the number.
        width, top = 0.82 * one[name] / largest, place * (BAR + GAP)
        shown = f"{one[name]:,}"
        if name == "after":
            shown += f" ({signed(one['after'] - one['before'], 0)})"
        parts += [
            element("rect", x=0, y=top, width=across(width), height=BAR, rx=2,
                    class_="then" if name == "before" else tier_class(one["tier"]),
                    data_tier=one["tier"] or 0, data_side=name, data_value=one[name]),
            words(shown, x=across(width + 0.01), y=top + BAR - 3, class_="axis"),
        ]  # fmt: skip
    title = both("{n}: {a}, then {b}", "{n}：{a}，变为 {b}", n=_tier_name(one),
                 a=one["before"], b=one["after"])  # fmt: skip
    return chart(*parts, title=title, height=2 * BAR + GAP + 2)


def fairness_pictures(
    rows: list[dict[str, Any]],
) -> list[tuple[dict[str, Any], Text, Text, Markup]]:
    """A row a group: how far its composites lie from the others', after, and a mark for before."""
    ends = [one[key] for one in rows for key in ("after_lower", "after_upper", "before")]
    scale = even_scale([end for end in ends if end is not None])
    result = []
    for one in rows:
        attribute, group = ATTRIBUTES[one["attribute"]], group_name(one)
        if one["after"] is None:
            continue
        old, new = signed(one["before"], 2), signed(one["after"], 2)
        title = both("{a}, {g}: {b}, then {c}", "{a}，{g}：{b}，变为{c}",
                     a=attribute, g=group, b=old, c=new)  # fmt: skip
        picture = zero_interval(
            one["after"],
            one["after_lower"],
            one["after_upper"],
            scale,
            title=title,
            data={"data_attribute": one["attribute"], "data_group": one["group"]},
            later=[] if one["before"] is None else [one["before"]],
        )
        result.append((one, attribute, group, picture))
    return result


def group_name(one: dict[str, Any]) -> Text:
    """The group's name; a role by its usual one."""
    if one["attribute"] == "role" and one["group"] in ROLES:
        return ROLES[one["group"]]
    return Text(one["group_en"], one["group_zh"])


def _name(one: dict[str, Any]) -> Text:
    return Text(one["name_en"], one["name_zh"])


def _tier_name(one: dict[str, Any]) -> Text:
    return _name(one) if one["tier"] else NO_TIER
