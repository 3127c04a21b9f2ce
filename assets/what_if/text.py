"""The what-if for a terminal: what an analyst reads in a minute, in one language."""

from typing import Any

from assets.receipt.layout import labelled, row, safe, width, wrapped
from assets.receipt.words import Language
from assets.report.mode import read_mode
from assets.report.numbers import DASH, minutes, percent, signed
from assets.what_if.words import ATTRIBUTES, NO_TIER, ROLES, change_words, in_force_words

_CHANGES, _PEOPLE, _TEAMS = 12, 12, 5
_DIMENSION = (26, -7, -7, -8, -14, -8, -8, -7)
_TIER = (26, -7, -7, -7)
_TEAM = (26, -7, -7, -7, -7, -10)
_GROUP = (11, 15, -7, 20, 20, -8, -8)
_PERSON = (11, 23)


def text_page(record: dict[str, Any], language: Language) -> str:
    """All lines; text that came with the exports or a file cannot steer the terminal."""
    say = language.say
    tiers = {one["tier"]: language.name(one) for one in record["tiers"] if one["tier"]}
    tiers[None] = language.of(NO_TIER)
    parts = [
        _head(record, language),
        _changes(record, language),
        _dimensions(record, language),
        _tiers(record, language),
        _moved(record, language, tiers),
        _teams(record, language),
        _fairness(record, language),
        _rest(record, language, tiers),
    ]
    if not any(one["effect"] == "shown" for one in record["changes"]):
        parts[1].append(say("Nothing that a published result can show is changed.",
                            "没有可在已发布结果上展示的改动。"))  # fmt: skip
        if not _differs(record):
            parts = parts[:2]
    return "\n\n".join("\n".join(safe(line) for line in part) for part in parts if part)


def _differs(record: dict[str, Any]) -> bool:
    """Tell whether anybody moves or a weight is another: months may have had other rules."""
    weights = ((one["weight_before"], one["weight_after"]) for one in record["dimensions"])
    paths = record["paths"]["people_with_another_path"]
    return bool(record["people"]["moved"] or paths or any(old != new for old, new in weights))


def _head(record: dict[str, Any], language: Language) -> list[str]:
    people, run = record["people"], record["run"]
    say = language.say
    month = record["month"][:7]
    first = say(
        f"What if: as of {month}, run {run['run_id']}; nothing is published",
        f"假设分析：截至{month}，运行{run['run_id']}；未发布任何内容",
    )
    second = say(
        f"{people['moved']} of {people['agents']} people would stand elsewhere: "
        f"{people['up']} higher, {people['down']} lower",
        f"{people['agents']}人中{people['moved']}人等级会变：升{people['up']}人，"
        f"降{people['down']}人",
    )
    if people["placed"] or people["unplaced"]:
        second += say(
            f", {people['placed']} placed anew, {people['unplaced']} without a tier",
            f"，新定级{people['placed']}人，失去等级{people['unplaced']}人",
        )
    return [
        first,
        *(line for one in read_mode(run).brief for line in wrapped(f"! {language.of(one)}")),
        second + say(".", "。"),
        *wrapped(language.of(in_force_words(record["in_force"]))),
    ]


def _changes(record: dict[str, Any], language: Language) -> list[str]:
    say = language.say
    shown = [one for one in record["changes"] if one["effect"] == "shown"]
    lines = [say("Changes", "改动")] if shown else []
    for one in shown[:_CHANGES]:
        old, new = change_words(one["before"], one["after"])
        lines.append(f"  {one['key']}{language.colon()}{old} → {new}")
    lines += _more(len(shown) - _CHANGES, language)
    lines += _keys(
        say("Takes effect only with a run, not shown here: ", "须重新运行才生效，此处未展示："),
        record["takes_effect_with_a_run"],
        language,
    )
    lines += _keys(
        say("Also changed; no figure hangs on these: ", "另有改动，不影响任何数字："),
        record["without_effect"],
        language,
    )
    return lines


def _keys(label: str, keys: list[str], language: Language) -> list[str]:
    if not keys:
        return []
    rest = len(keys) - _CHANGES
    also = language.say(f" and {rest} more", f"等{len(keys)}项") if rest > 0 else ""
    return wrapped(label + ", ".join(keys[:_CHANGES]) + also, 2)


def _dimensions(record: dict[str, Any], language: Language) -> list[str]:
    say = language.say
    head = ["", *say("weight|then|moves|bounds|score|then|moves",
                     "权重|变为|变动|上下限|均分|变为|变动").split("|")]  # fmt: skip
    lines = [row(head, _DIMENSION)]
    for one in record["dimensions"]:
        weight = one["weight_before"], one["weight_after"]
        score = one["mean_score_before"], one["mean_score_after"]
        lines.append(
            row(
                [
                    language.name(one),
                    *(_figure(value, 3) for value in weight),
                    _moves(*weight, 3),
                    f"{one['lower_bound']:g}–{one['upper_bound']:g}",
                    *(_figure(value, 1) for value in score),
                    _moves(*score, 1),
                ],
                _DIMENSION,
            )
        )
    return lines


def _tiers(record: dict[str, Any], language: Language) -> list[str]:
    head = ["", *language.say("people|then|moves", "人数|变为|变动").split("|")]
    return [row(head, _TIER)] + [
        row(
            [
                f"{one['tier']} {language.name(one)}" if one["tier"] else language.of(NO_TIER),
                str(one["before"]),
                str(one["after"]),
                signed(one["after"] - one["before"], 0),
            ],
            _TIER,
        )
        for one in record["tiers"]
        if one["tier"] or one["before"] or one["after"]
    ]


def _moved(record: dict[str, Any], language: Language, tiers: dict[int | None, str]) -> list[str]:
    if not record["moved"]:
        return []
    lines = [language.say("Who moves, and why", "变动人员及原因")]
    for one in sorted(record["moved"], key=_weight_of)[:_PEOPLE]:
        since = "" if one["since"] == record["month"] else f"[{one['since'][:7]}] "
        why = one["reason_zh" if language.chinese else "reason"]
        way = f"{tiers[one['tier_before']]} → {tiers[one['tier_after']]}"
        start = row([one["agent_id"], way], _PERSON)
        lines += wrapped(f"  {start}{' ' * max(36 - width(start), 1)}{since}{why}", 38)
    return lines + _more(len(record["moved"]) - _PEOPLE, language)


def _weight_of(one: dict[str, Any]) -> tuple[float, str]:
    """Those whose composite moves most come first."""
    old, new = one["composite_before"], one["composite_after"]
    return (0.0 if old is None or new is None else -abs(new - old), one["agent_id"])


def _teams(record: dict[str, Any], language: Language) -> list[str]:
    touched = [one for one in record["teams"] if one["moved"]]
    if not touched:
        return []
    head = language.say("Teams most touched|people|moved|up|down|composite",
                        "影响最大的团队|人数|变动|升|降|综合得分").split("|")  # fmt: skip
    lines = [row(head, _TEAM)]
    for one in touched[:_TEAMS]:
        name = " ".join(part for part in (one["team_id"], one["team_name"]) if part)
        counts = [str(one[key]) for key in ("agents", "moved", "up", "down")]
        lines.append(row([name, *counts, signed(one["composite_change"])], _TEAM))
    return lines + _more(len(touched) - _TEAMS, language)


def _fairness(record: dict[str, Any], language: Language) -> list[str]:
    if not record["fairness"]:
        return []
    say = language.say
    head = say("Fairness|group|people|g before|g after|higher|lower",
               "公平性|组别|人数|差异（前）|差异（后）|升|降").split("|")  # fmt: skip
    lines = [row(head, _GROUP)]
    for one in record["fairness"]:
        group = language.name(one, "group")
        if one["attribute"] == "role" and one["group"] in ROLES:
            group = language.of(ROLES[one["group"]])
        lines.append(
            row(
                [
                    language.of(ATTRIBUTES[one["attribute"]]),
                    group,
                    str(one["agents"]),
                    _between(one, "before"),
                    _between(one, "after"),
                    percent(one["promoted"]),
                    percent(one["demoted"]),
                ],
                _GROUP,
            )
        )
    note = say(
        "g: composite against everybody else, in standard deviations, with 90 % interval",
        "差异：该组综合得分与其他人之差（标准差，90%区间）",
    )
    if record["groups_too_small"]:
        few = [language.of(ATTRIBUTES[one]) for one in record["groups_too_small"]]
        note += say("; groups under 5 people left out: ", "；未列少于5人的组：") + ", ".join(few)
    return [*lines, *wrapped(note, 2)]


def _rest(record: dict[str, Any], language: Language, tiers: dict[int | None, str]) -> list[str]:
    say, paths, found = language.say, record["paths"], record["sensitivity"]
    old, new = paths["minutes_before"], paths["minutes_after"]
    cost = say(
        f"{language.of(minutes(old))} → {language.of(minutes(new))}; "
        f"{paths['people_with_another_path']} people with other courses",
        f"{language.of(minutes(old))} → {language.of(minutes(new))}；"
        f"{paths['people_with_another_path']}人课程不同",
    )
    lines = labelled(say("Training", "培训"), cost)
    if found["mean"] is not None:
        least = min(found["tiers"], key=lambda one: one["always"])
        words = say(
            f"{percent(found['always'])} keep their tier under every one of {found['draws']} "
            f"random weightings within the bounds ({percent(found['mean'])} of people and draws); "
            f"least of all {tiers[least['tier']]}: {percent(least['always'])}",
            f"在上下限内随机取{found['draws']}组权重，{percent(found['always'])}的人等级始终不变"
            f"（人次占比{percent(found['mean'])}）；最不稳的是"
            f"{tiers[least['tier']]}：{percent(least['always'])}",
        )
        lines += labelled(say("Weights", "权重"), words)
    return lines


def _between(one: dict[str, Any], name: str) -> str:
    value, low, high = (one[f"{name}{end}"] for end in ("", "_lower", "_upper"))
    return DASH if value is None else f"{signed(value, 2)} ({signed(low, 2)}…{signed(high, 2)})"


def _figure(value: float | None, digits: int) -> str:
    return DASH if value is None else f"{value:.{digits}f}"


def _moves(old: float | None, new: float | None, digits: int) -> str:
    return DASH if old is None or new is None else signed(new - old, digits)


def _more(count: int, language: Language) -> list[str]:
    if count <= 0:
        return []
    return [
        language.say(f"  and {count} more (--json has all)", f"  另有{count}项（--json 列出全部）")
    ]
