"""What was published of the month before and reads otherwise today, on the page."""

from typing import Any

from assets.receipt.figures import points
from assets.receipt.layout import labelled
from assets.receipt.words import Language, tier_names
from assets.report.numbers import DASH
from assets.report.records import Record, whole
from assets.report.restatements import REASONS


def restated_lines(receipt: dict[str, Any], language: Language) -> list[str]:
    """One line a tier or composite on record that differs; nothing where all is as published."""
    told = [one for one in receipt["restated"] if one["measure"] in ("tier", "composite")]
    lines = [_line(one, receipt["ladder"], language) for one in told]
    if not lines:
        return []
    return labelled(language.say("On record", "记录"), language.say("; ", "；").join(lines))


def _line(one: Record, ladder: Record, language: Language) -> str:
    say, why = language.say, language.of(REASONS[one["reason"]])
    if one["measure"] == "composite":
        then, now = (DASH if one[k] is None else points(one[k]) for k in ("published", "restated"))
        return say(
            f"composite {then} as published on {one['published_as_of']}, {now} now ({why})",
            f"{one['published_as_of']}公布的综合得分{then}，现为{now}（{why}）",
        )
    names, numbers = (
        tier_names(ladder, language),
        [whole(one[k]) for k in ("published", "restated")],
    )
    then, now = (say("no tier", "无等级") if one is None else names[one] for one in numbers)
    if one["reason"] == "provisional":
        return say(
            f"{then} as published on {one['published_as_of']}, provisionally; it is {now} ({why})",
            f"{one['published_as_of']}暂定为{then}；现为{now}（{why}）",
        )
    if one["reason"] == "configuration":
        return say(
            f"published on {one['published_as_of']} as {then} ({why})",
            f"{one['published_as_of']}公布为{then}（{why}）",
        )
    return say(
        f"{then} as published on {one['published_as_of']} stands; it would be {now} today ({why})",
        f"{one['published_as_of']}公布的{then}不变；现在应为{now}（{why}）",
    )
