"""The backtest as a page for a terminal: tiers, what the composites foretell, weights."""

from datetime import date
from itertools import pairwise
from typing import Any

from assets.backtest.words import reason, weighting
from assets.receipt.figures import share
from assets.receipt.layout import row, safe, wrapped
from assets.receipt.words import Language
from assets.report.dates import month
from assets.report.numbers import DASH, percent, signed
from assets.report.records import grouped
from competency.resampling import ESTIMATED

_TIERS = (22, 24, 24, 26)
_OUTCOME = (18, -7, -8)
_DIFFERENCE = 26


def page(backtest: dict[str, Any], language: Language) -> str:
    """All lines; a file's name cannot steer the terminal."""
    backtest = {**backtest, "config": backtest["config"] and safe(backtest["config"])}
    parts = [
        _head(backtest, language),
        _tiers(backtest, language),
        _foretelling(backtest, language),
        _weights(backtest, language),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _head(backtest: dict[str, Any], language: Language) -> list[str]:
    months, run = backtest["months"], backtest["run"]
    first, last = (language.of(month(date.fromisoformat(months[at]))) for at in (0, -1))
    config = run["config"] or {}
    facts = [
        language.say(f"Backtest of {first} to {last}", f"回测 {first}至{last}"),
        language.say(f"run {run['run_id']}", f"运行{run['run_id']}"),
        language.say("config", "配置")
        + f" {config.get('name')} ({config.get('profile')}, {str(config.get('sha256'))[:8]})",
    ]
    if backtest["config"]:
        facts.append(language.say(f"beside {backtest['config']}", f"对照{backtest['config']}"))
    lines = wrapped(safe(" · ".join(facts)), 2)
    if keys := backtest["takes_effect_with_a_run"]:
        named = safe(language.say(", ", "、").join(keys))
        lines += wrapped(
            language.say(
                f"Takes effect only with a run, so not looked at: {named}.",
                f"须重新运行才生效，此处未计入：{named}。",
            ),
            2,
        )
    return lines


def _tiers(backtest: dict[str, Any], language: Language) -> list[str]:
    say = language.say
    lines = [
        row(
            [
                say("Tiers (90 % interval)", "等级（90 %区间）"),
                say("changes a year", "每人年变动"),
                say("reversals a year", "每人年反转"),
                say("never moved", "未变动"),
            ],
            _TIERS,
        )
    ]
    counts = []
    for key, one in backtest["stability"].items():
        name = language.of(weighting(key, backtest["config"]))
        cells = [_figure(one["changes"]), _figure(one["reversals"]), _shares(one["unmoved"])]
        lines.append(row([name, *cells], _TIERS))
        up, down = one["promotions"], one["demotions"]
        counts.append(say(f"{name} {up} up, {down} down", f"{name}升{up}、降{down}"))
    one = backtest["stability"]["published"]
    people, years = f"{one['agents']:,}", f"{one['agent_years']:,.1f}"
    counted = say(f"{people} people, {years} person-years: ", f"{people}人，{years}人年：")
    return [*lines, *wrapped(counted + say("; ", "；").join(counts) + say(".", "。"), 2)]


def _foretelling(backtest: dict[str, Any], language: Language) -> list[str]:
    say, rows = language.say, backtest["foretelling"]
    keys = list(rows[-1]["correlations"])
    names = [language.of(weighting(key, backtest["config"])) for key in keys]
    columns = (*_OUTCOME, 22, *([-13] * (len(keys) - 1)))
    lines = [
        say(
            "What a month's composite foretells of the next month"
            " (correlation between people, 90 % interval)",
            "当月综合得分对次月结果的预测（人员间相关系数，90 %区间）",
        ),
        row(["", say("people", "人数"), say("at most", "上限"), *names], columns),
    ]
    for one in rows:
        ceiling = DASH if one["ceiling"] is None else f"≈ {one['ceiling']:.2f}"
        first, *others = (one["correlations"][key] for key in keys)
        plain = [signed(other["value"], 3).removeprefix("+") for other in others]
        name = language.name(one)
        lines.append(row([name, f"{one['agents']:,}", ceiling, _figure(first, 3), *plain], columns))
    columns = (_OUTCOME[0], *([_DIFFERENCE] * (len(keys) - 1)))
    lines += ["", row([say("published minus", "已发布减去"), *names[1:]], columns)]
    lines += [
        row(
            [language.name(one), *(_figure(one["differences"][key], 3) for key in keys[1:])],
            columns,
        )
        for one in rows
    ]
    lines += _reasons(backtest, names, language)
    lines += [line for text in _verdict(rows[-1], names, language) for line in wrapped(text, 2)]
    return lines


def _reasons(backtest: dict[str, Any], names: list[str], language: Language) -> list[str]:
    """Why outcomes, and weightings that the others have figures beside, have none."""
    *rows, together = backtest["foretelling"]
    lacking = [(language.name(one), one["reason_en"], one["reason_zh"]) for one in rows]
    if together["correlations"]["published"]["state"] == ESTIMATED:
        for name, one in zip(names, together["correlations"].values(), strict=True):
            lacking.append((name, *(reason(one["state"], 0) or (None, None))))
    return [
        line
        for name, en, zh in lacking
        if en
        for line in wrapped(
            f"{name}{language.colon()}" + language.say(f"{en}.", f"{zh}。"),
            2,
        )
    ]


def _verdict(together: dict[str, Any], names: list[str], language: Language) -> list[str]:
    """What the differences of all outcomes together say, a sentence each; how to read `at most`."""
    say = language.say
    found = []
    for name, one in zip(names[1:], together["differences"].values(), strict=True):
        if one["lower"] is None:
            continue
        if one["lower"] > 0:
            found.append(
                say(
                    f"The published weights foretell better than {name}.",
                    f"已发布权重的预测优于{name}。",
                )
            )
        elif one["upper"] < 0:
            found.append(
                say(
                    f"The published weights foretell worse than {name}.",
                    f"已发布权重的预测不如{name}。",
                )
            )
        else:
            found.append(
                say(
                    f"The published weights cannot be told apart from {name}.",
                    f"已发布权重与{name}无法区分。",
                )
            )
    if not found:
        return []
    return [
        say(" ", "").join(found),
        say(
            "At most: about what a score would reach that knew what everybody keeps to from month"
            " to month; the rest of a month's outcome is luck.",
            "上限：即使完全了解每个人各月保持的水平，得分大约能达到的相关系数；其余部分是单月的偶然。",
        ),
        say(
            "The scores hold customers' earlier answers: leaning on those foretells the next ones"
            " better, and is no reason by itself to weigh so.",
            "得分中已含客户以往的评价：偏重这些评价自然更能预测下一次，但这本身不是如此加权的理由。",
        ),
    ]


def _weights(backtest: dict[str, Any], language: Language) -> list[str]:
    say, rows = language.say, backtest["weights"]
    periods = sorted({one["period"] for one in rows})
    ends = [language.of(month(date.fromisoformat(periods[at]))) for at in (0, -1)]
    config = backtest["config"]
    columns = (22, -6, -11, -11, -7, -8, -13, -15)[: 8 if config else 7]
    head = [
        say("Weights", "权重"),
        say("base", "基础"),
        *ends,
        say("lowest", "最低"),
        say("highest", "最高"),
        say("largest step", "最大变动"),
    ]
    lines = [row([*head, config] if config else head, columns)]
    for mine in grouped(rows, "dimension").values():
        weights = [one["weight"] for one in mine]
        steps = [abs(b - a) for a, b in pairwise(weights)]
        figures = [mine[-1]["base_weight"], weights[0], weights[-1], min(weights), max(weights)]
        cells = [language.name(mine[0]), *map(share, figures), share(max(steps, default=0.0))]
        lines.append(row([*cells, share(mine[-1]["config_weight"])] if config else cells, columns))
    return lines


def _figure(one: dict[str, Any], digits: int = 2) -> str:
    """A figure with its interval.

    >>> _figure({"value": 0.311, "lower": 0.25, "upper": 0.36})
    '0.31 (0.25, 0.36)'
    """
    if one["value"] is None:
        return DASH
    value, lower, upper = (
        DASH if one[key] is None else signed(one[key], digits).removeprefix("+")
        for key in ("value", "lower", "upper")
    )
    return f"{value} ({lower}, {upper})"


def _shares(one: dict[str, Any]) -> str:
    if one["value"] is None:
        return DASH
    return f"{percent(one['value'])} ({percent(one['lower'])}, {percent(one['upper'])})"
