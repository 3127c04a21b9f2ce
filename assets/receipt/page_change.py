"""What would change the tier on the page: the way up, the way down, what would make it surer."""

from typing import Any

from assets.receipt.figures import points, share
from assets.receipt.layout import labelled
from assets.receipt.words import Language, tier_names


def change_lines(receipt: dict[str, Any], language: Language) -> list[str]:
    """What would move the agent up, down, and what would make the score surer."""
    say = language.say
    lines = []
    if receipt["ladder"]["tier"] is None:
        thin = [one for one in receipt["dimensions"] if one["evidence_state"] != "enough"]
        named = say(", ", "、").join(language.name(one) for one in thin)
        lines += labelled(
            say("To be placed", "定级所需"), say(f"evidence on {named}", f"补充证据：{named}")
        )
    if receipt["up"]:
        lines += labelled(say("Up", "晋级"), _up(receipt, language))
    if receipt["down"]:
        down = receipt["down"]
        at, sure = points(down["composite_at_most"]), share(down["probability"])
        cut, months = f"{down['composite_cut']:g}", down["months_in_a_row"]
        lines += labelled(
            say("Down", "降级"),
            say(
                f"composite {at} or less ({sure} sure of being below {cut}), {months} months "
                "in a row",
                f"综合得分不高于{at}（低于{cut}分的把握达{sure}），连续{months}个月",
            ),
        )
    if receipt["more_evidence"]:
        lines += labelled(say("Surer", "更确定"), _surer(receipt, language))
    return lines


def _up(receipt: dict[str, Any], language: Language) -> str:
    say, up = language.say, receipt["up"]
    name = tier_names(receipt["ladder"], language)[up["tier"]]
    sure, error = share(up["probability"]), points(receipt["composite"]["std_error"], 2)
    if up["rise_for_all_bars"] == 0:
        return say(
            f"the scores suffice for {name} ({sure} sure is asked); see what is in the way",
            f"得分已满足{name}（要求把握{sure}），见主要障碍",
        )
    bar, cut = points(up["composite_for_its_bar"]), f"{up['composite_cut']:g}"
    text = say(
        f"{name} {sure} sure: composite {bar} for its cut of {cut} (standard error {error} as now)",
        f"{name}综合线{cut}分、把握{sure}需综合{bar}分（标准误{error}不变）",
    )
    if up["composite_for_all_bars"] is not None:
        total, rise = points(up["composite_for_all_bars"]), points(up["rise_for_all_bars"])
        text += say(
            f", with its floors at {total} if all dimensions rise alike (+{rise})",
            f"；连同各层底线，各维度同升{rise}分、综合达{total}分",
        )
    return text


def _surer(receipt: dict[str, Any], language: Language) -> str:
    say, more = language.say, receipt["more_evidence"]
    one = next(d for d in receipt["dimensions"] if d["dimension"] == more["dimension"])
    name, part = language.name(one), share(round(more["variance_share"], 2))
    text = say(
        f"{name} makes {part} of the composite's variance",
        f"{name}占综合得分方差的{part}",
    )
    if more["half_width_with_twice"] is not None:
        now, then = points(more["half_width"]), points(more["half_width_with_twice"])
        text += say(
            f"; twice its evidence ({more['more_pieces']:,} pieces more) would narrow ±{now} to "
            f"±{then} at best",
            f"；其证据加倍（再增{more['more_pieces']:,}条）最多可使±{now}缩小到±{then}",
        )
    items = {item["indicator"]: item for item in one["indicators"]}
    short = [
        f"{language.name(items[item['indicator']])} {item['cases_lacking']:,}"
        for item in more["short_of_cases"][:3]
    ]
    if short:
        text += say("; cases more until half reliable: ", "；达到半可靠尚需条数：") + ", ".join(
            short
        )
    return text
