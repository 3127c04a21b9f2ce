"""The sentence that goes with a weight: what it is made of and what held it back, in en and zh."""

from __future__ import annotations

from dataclasses import dataclass

from competency.config_types import Text

#: Less is not worth a word: a tenth of a point of weight, a twentieth of a ratio.
_STEP, _RATIO, _TARGET = 0.0005, 0.05, 0.001
_SIGNALS = (
    ("contacts that call for it {0}", "需要该能力的来访{0}"),
    ("complaints about it {0}", "相关投诉{0}"),
    ("people's ability {0}", "团队能力{0}"),
)


@dataclass(frozen=True)
class Told:
    """One weight of one month; shares from 0 to 1.

    importance: None before there is any; ratios: of calls, complaints and capacity to the base
    window, NaN where unknown; first: the first month, in which the base weights hold.
    """

    base: float
    importance: float | None
    estimated: bool
    demand: float
    ratios: tuple[float, ...]
    target: float
    weight: float
    step: float
    step_limit: float
    lower_bound: float
    upper_bound: float
    first: bool = False


def reasons(told: Told) -> Text:
    """Return one sentence or two on a weight.

    >>> nothing = float("nan")
    >>> reasons(Told(base=0.15, importance=0.25, estimated=True, demand=0.18,
    ...     ratios=(1.2, nothing, 1.0), target=0.186, weight=0.17, step=0.02, step_limit=0.02,
    ...     lower_bound=0.05, upper_bound=0.3)).en
    'Up 2.0 points to 17.0 %: it accounts for 25 % of what moves customer outcomes, current demand \
points to 18 % (contacts that call for it +20 %), the base weight is 15 %. The step limit of 2.0 \
points keeps it from its target of 18.6 %.'
    """
    if told.first:
        return Text(
            en=f"{_percent(told.weight, 1)}: the base weight, as in every first month.",
            zh=f"{_percent(told.weight, 1)}：首月采用基础权重。",
        )
    en, zh = _head(told)
    parts = [_importance(told), _demand(told)]
    parts.append((f"the base weight is {_percent(told.base)}", f"基础权重为{_percent(told.base)}"))
    held_en, held_zh = _held(told)
    return Text(
        en=f"{en}: {', '.join(part[0] for part in parts)}.{held_en}",
        zh=f"{zh}：{'，'.join(part[1] for part in parts)}。{held_zh}",
    )


def _head(told: Told) -> tuple[str, str]:
    now, moved = _percent(told.weight, 1), f"{100 * abs(told.step):.1f}"
    if abs(told.step) < _STEP:
        return f"Still {now}", f"维持{now}"
    if told.step > 0:
        return f"Up {moved} points to {now}", f"上调{moved}个百分点至{now}"
    return f"Down {moved} points to {now}", f"下调{moved}个百分点至{now}"


def _importance(told: Told) -> tuple[str, str]:
    if told.importance is None:
        return (
            "too little evidence yet of what it does for customer outcomes",
            "尚无足够证据判断其对客户结果的重要性",
        )
    share = _percent(told.importance)
    if told.estimated:
        return (
            f"it accounts for {share} of what moves customer outcomes",
            f"客户结果的差异中有{share}取决于该能力",
        )
    return (
        f"too little evidence this month, so the importance last found of {share} is kept",
        f"本月证据不足，沿用上次估计的重要性{share}",
    )


def _demand(told: Told) -> tuple[str, str]:
    en, zh = (
        f"current demand points to {_percent(told.demand)}",
        f"当前客户需求对应{_percent(told.demand)}",
    )
    moved = [
        (words, f"{100 * (ratio - 1):+.0f} %".replace("-", "−"))
        for words, ratio in zip(_SIGNALS, told.ratios, strict=True)
        if abs(ratio - 1) >= _RATIO  # false for NaN
    ]
    if moved:
        en += f" ({', '.join(words[0].format(much) for words, much in moved)})"
        zh += f"（{'，'.join(words[1].format(much) for words, much in moved)}）"
    return en, zh


def _held(told: Told) -> tuple[str, str]:
    if abs(told.target - told.weight) < _TARGET:
        return "", ""
    target = _percent(told.target, 1)
    if told.weight <= told.lower_bound + 1e-9 or told.weight >= told.upper_bound - 1e-9:
        low, high = _percent(told.lower_bound), _percent(told.upper_bound)
        return (
            f" Its bounds of {low} to {high} keep it from its target of {target}.",
            f"受上下限（{low}至{high}）约束，未达到目标{target}。",
        )
    if abs(told.step) >= told.step_limit - 1e-9:
        limit = f"{100 * told.step_limit:.1f}"
        return (
            f" The step limit of {limit} points keeps it from its target of {target}.",
            f"受每月最多{limit}个百分点的限制，未达到目标{target}。",
        )
    return (
        f" Other weights at their limits keep it from its target of {target}.",
        f"因其他权重已达限值，未达到目标{target}。",
    )


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"
