"""The ladder on the page: the tier and how sure it is, the rule that decided, bars and gates."""

from typing import Any

from assets.receipt.figures import points, share
from assets.receipt.layout import labelled, row
from assets.receipt.words import CHANGES, GATES, Language, tier_names
from assets.report.numbers import DASH, chance
from assets.report.records import Record

_BAR = (30, -8, -18, -9, -18, -9)


def tier_lines(receipt: dict[str, Any], language: Language) -> list[str]:
    """Where the agent stands and how sure that is."""
    say, placed, composite = language.say, receipt["ladder"], receipt["composite"]
    names = tier_names(placed, language)
    tier, before = placed["tier"], placed["previous_tier"]
    change = language.of(CHANGES[placed["change"]])
    facts = [f"{tier} {names[tier]}{language.colon()}{change}" if tier else change]
    if tier:
        months = placed["months_in_tier"]
        facts.append(say(f"{months} months in it", f"在级{months}个月"))
    previous = f"{before} {names[before]}" if before else say("none", "无")
    facts.append(say(f"before: {previous}", f"此前：{previous}"))
    if placed["behind_clock_months"]:
        late = placed["behind_clock_months"]
        facts.append(say(f"next tier {late} months overdue", f"晋级已晚{late}个月"))
    lines = labelled(say("Tier", "等级"), " · ".join(facts))
    if tier:
        odds = [
            f"{names[number]} {chance(value)}"
            for number, value in enumerate(placed["probabilities"].values(), start=1)
        ]
        lines += labelled(say("Chances", "概率"), " · ".join(odds))
    if composite["composite"] is None:
        return lines + labelled(
            say("Composite", "综合得分"), say("none: no evidence", "无：没有证据")
        )
    low, high = points(composite["lower"]), points(composite["upper"])
    now, error = points(composite["composite"]), points(composite["std_error"], 2)
    known = share(composite["known_weight"])
    text = say(
        f"{now} (90 % {low}–{high}), standard error {error}, {known} of the weight well evidenced",
        f"{now}（90 %区间{low}–{high}），标准误{error}；证据充分的维度占权重{known}",
    )
    return lines + labelled(say("Composite", "综合得分"), text)


def rule_lines(receipt: dict[str, Any], language: Language) -> list[str]:
    """The rule, the chances it looked at, the bars and gates with their figures."""
    say, placed = language.say, receipt["ladder"]
    lines = labelled(say("Decided", "判定"), _decided(receipt, language))
    lines += _bars(placed, language)
    if placed["gates"]:
        gates = say("; ", "；").join(_gate(gate, placed, language) for gate in placed["gates"])
        lines += labelled(say("Gates", "门槛"), gates)
    blocked = placed["blocked_by_text_zh" if language.chinese else "blocked_by_text"]
    return lines + labelled(
        say("In the way", "主要障碍"), blocked or say("nothing: top tier", "无：已是最高等级")
    )


def _decided(receipt: dict[str, Any], language: Language) -> str:
    say, placed = language.say, receipt["ladder"]
    decided, names = placed["decided"], tier_names(placed, language)
    tier, before = placed["tier"], placed["previous_tier"]
    if tier is None:
        known = share(receipt["composite"]["known_weight"] or 0.0)
        need = share(placed["rule"]["minimum_known_weight"])
        return say(
            f"no tier: {known} of the weight has enough evidence, {need} is asked",
            f"不定级：证据充分的维度占权重{known}，要求{need}",
        )
    parts = []
    if decided["chance_up"] is not None:
        to = names[tier + 1 if placed["change"] == "held" else tier]
        now, asked = chance(decided["chance_up"]), share(decided["asked_up"])
        wait, wait_zh = _wait(placed["rule"]["promotion"], placed["change"] == "first")
        parts.append(
            say(
                f"{to} by its bars {now} sure ({asked} asked{wait})",
                f"{to}分数要求的把握{now}（要求{asked}{wait_zh}）",
            )
        )
    if decided["chance_below"] is not None:
        lost = names[before if placed["change"] == "demoted" else tier]
        now, asked = chance(decided["chance_below"]), share(decided["asked_below"])
        wait, wait_zh = _wait(placed["rule"]["demotion"], first=False)
        parts.append(
            say(
                f"below the cut of {lost} {now} sure ({asked} asked{wait})",
                f"低于{lost}分数线的把握{now}（要求{asked}{wait_zh}）",
            )
        )
    return language.of(CHANGES[placed["change"]]) + language.colon() + say("; ", "；").join(parts)


def _wait(rule: Record, first: bool) -> tuple[str, str]:
    """Months a move takes: in the tier, and in a row; the first placement takes none."""
    if first:
        return "", ""
    dwell, in_a_row = rule["dwell_months"], 1 + rule["grace_months"]
    en, zh = f", after {dwell} months in the tier", f"，在级满{dwell}个月"
    if in_a_row > 1:
        en, zh = f"{en}, {in_a_row} in a row", f"{zh}、连续{in_a_row}个月"
    return en, zh


def _bars(placed: Record, language: Language) -> list[str]:
    """Bars of the tier held and of the next one, side by side."""
    tier, say = placed["tier"], language.say
    if tier is None:
        return []
    held, *above = [one for one in placed["tiers"] if one["tier"] in (tier, tier + 1)]
    tables = [{bar["bar"]: bar for bar in one["bars"]} for one in (held, *above)]
    if len(tables) == 1:
        tables.append({})
    asks = [
        say(f"{language.name(one)} asks", f"{language.name(one)}要求") for one in (held, *above)
    ]
    head = [" " * 12 + say("bar", "要求"), say("now", "目前")]
    for ask in [*asks, "", ""][:2]:
        head += [ask, say("chance", "把握") if ask else ""]
    lines = [row(head, _BAR)]
    order = [bar["bar"] for one in placed["tiers"] for bar in one["bars"]]
    for key in sorted({*tables[0], *tables[1]}, key=order.index):
        bar = tables[0].get(key) or tables[1][key]
        name = say("composite", "综合得分")
        if bar["layer_en"]:
            name = say(f"{str(bar['layer_en']).lower()} layer", str(bar["layer_zh"]))
        cells = [" " * 12 + name, points(bar["now"])]
        for table in tables:
            asked = table.get(key)
            cells += [f"{asked['asked']:g}", chance(asked["chance"])] if asked else ["", ""]
        lines.append(row(cells, _BAR))
    cells = [" " * 12 + say("all together", "全部"), ""]
    for one in (held, *above):
        cells += ["", chance(one["chance_of_all_bars"])]
    lines.append(row([*cells, "", ""][:6], _BAR))
    return lines


def _gate(gate: Record, placed: Record, language: Language) -> str:
    say, asked, there = language.say, gate["asked"], gate["there"]
    states = {
        True: say("passed", "已通过"),
        False: say("not passed", "未通过"),
        None: say("not shown", "未显示"),
    }
    name = language.of(GATES[gate["gate"]])
    if gate["gate"] == "critical_failure":
        count = say("no review", "无质检") if there is None else there
        figure = say(f"{count} in {asked} months", f"近{asked}个月{count}")
    elif gate["gate"] == "mentees":
        tier = next(one for one in placed["tiers"] if one["tier_key"] == asked["tier"])
        figure = say(
            f"{asked['minimum']} guided, {share(asked['share'])} {language.name(tier)} or higher",
            f"带教{asked['minimum']}人，{share(asked['share'])}达到{language.name(tier)}",
        )
    elif gate["gate"] == "feedback_360":
        figure = say(
            f"{asked['minimum_ratings']} ratings, mean {share(asked['share'])}",
            f"{asked['minimum_ratings']}条，均分{share(asked['share'])}",
        )
    elif isinstance(asked, list):
        figure = ", ".join(asked)
    else:
        now = DASH if there is None else format(there, ",")
        figure = say(f"{now} of {asked:,}", f"{now}，要求{asked:,}")
    return f"{name} {figure} ({states[gate['passed']]})"
