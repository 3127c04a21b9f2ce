"""The tuning bench: what its page shows to begin with, and the file of figures it computes from.

The figures are packed by `tuning_data`; the configuration's file and its rules are `tuning_config`
and `tuning_edits`; what happens in the browser is `static/tuning*.js`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.text import Text, both
from assets.report.tuning_config import Tunable, profile_weights, rules_of, tunables
from assets.report.tuning_data import NEEDED, config_of, tuning_data
from assets.report.tuning_edits import Edits, edits_of
from assets.what_if.words import in_force_words
from competency.config_text import read_config_text
from competency.editions import read_editions
from competency.errors import ConfigError
from competency.framework import Framework
from competency.loading import parse_framework
from competency.what_if_keys import shown_by

_SHARES = {
    "prior": Text("Base weights", "基础权重"),
    "importance": Text("Importance for customers", "对客户的重要性"),
    "demand": Text("Demand", "需求"),
    "step_limit": Text("Most a weight may move in a month", "每月权重变动上限"),
}
_MOVES = {
    "ladder.first_probability": Text("First placement: how sure", "首次定级：所需把握"),
    "ladder.promotion.probability": Text("Up: how sure", "晋级：所需把握"),
    "ladder.promotion.dwell_months": Text("Up: least months in a tier", "晋级：最少在级月数"),
    "ladder.promotion.grace_months": Text("Up: further months in a row", "晋级：另需连续月数"),
    "ladder.demotion.probability": Text("Down: how sure", "降级：所需把握"),
    "ladder.demotion.dwell_months": Text("Down: least months in a tier", "降级：最少在级月数"),
    "ladder.demotion.grace_months": Text("Down: further months in a row", "降级：另需连续月数"),
    "ladder.reversal.probability": Text(
        "Taking the last move back: how sure", "反向变动：所需把握"
    ),
    "ladder.reversal.months": Text("… asked for so many months", "反向变动：适用月数"),
    "ladder.minimum_known_weight": Text(
        "Least share of the weight known well, for a tier", "定级所需的已知权重占比下限"
    ),
}
_BOUNDS = {
    "weight": Text("Base weight", "基础权重"),
    "lower_bound": Text("Lower bound", "下限"),
    "upper_bound": Text("Upper bound", "上限"),
}


@dataclass(frozen=True)
class Control:
    """One slider with its number: `label` names it in its group, `whole` by itself."""

    number: int
    name: str
    label: Text
    whole: Text
    value: float | None
    least: float
    most: float
    step: float
    fixed: bool


@dataclass(frozen=True)
class Group:
    """Controls that belong together under one heading."""

    heading: Text
    controls: list[Control]


@dataclass(frozen=True)
class Bench:
    """The page's content. `why` says why there is nothing to tune, where that is so.

    weights, shares, moves, tiers: what can be moved. data: for `data_script`.
    """

    why: Text | None
    in_force: Text
    weights: Sequence[Group] = ()
    shares: Sequence[Control] = ()
    moves: Sequence[Control] = ()
    tiers: Sequence[Group] = ()
    layers: Sequence[Text] = ()
    tier_names: Sequence[Text] = ()
    dimension_names: Sequence[Text] = ()
    people: int = 0
    months: int = 0
    writable: bool = False
    data: Mapping[str, Any] | None = None


def tuning_content(
    marts: Mapping[str, pd.DataFrame], run: Mapping[str, Any], config_text: str | None
) -> Bench:
    """Return what `tuning.html` shows; its `data` goes through `data_script` into the file beside.

    Args:
        marts: frames by mart name; without what it takes the page says so.
        run: the content of run.json.
        config_text: the published configuration as written; None: nothing can be downloaded.
    """
    if any(name not in marts for name in (*NEEDED, "framework", "config_editions")):
        return Bench(_NOT_THERE, Text("", ""))
    held = Framework.model_validate_json(str(marts["framework"]["framework_json"].iloc[0]))
    editions = read_editions(marts["config_editions"])
    if not len(marts["agent_scores"]) or not len(marts["indicator_models"]):
        return Bench(_NOTHING, Text("", ""))
    raw = as_written(config_text)
    begin = held if raw is None else shown_by(held, raw.resolved())
    items = tunables(begin, {} if raw is None else profile_weights(raw))
    edits = edits_of(config_text, items) if raw is not None and config_text else Edits()
    data = {
        **tuning_data(marts, begin, editions),
        "run": {name: run.get(name) for name in ("run_id", "as_of")},
        "config": config_of(begin, marts["indicator_models"], begin),
        "editions": [
            {"since": since, "config": config_of(one, marts["indicator_models"], held)}
            for since, one in zip(editions.since, editions.frameworks, strict=True)
        ],
        "text": config_text if raw is not None else None,
        "edits": {
            "spans": edits.spans,
            "gaps": edits.gaps,
            "additions": edits.additions,
        },
        "rules": None if raw is None or not config_text else rules_of(raw, config_text),
        "main_weights": None if raw is None else _main_weights(raw, items),
    }
    controls = _controls(begin, items, edits)
    others = len(editions.frameworks) > 1
    return Bench(
        why=None,
        in_force=in_force_words({"from": None, "shown": "always", "others": others}),
        weights=[
            Group(
                Text(one.name.en, one.name.zh),
                [controls[f"dimensions.{one.key}.{name}"] for name in _BOUNDS],
            )
            for one in begin.dimensions
        ],
        shares=[controls[f"recalibration.{name}"] for name in _SHARES],
        moves=[controls[name] for name in _MOVES],
        tiers=[
            Group(
                Text(one.name.en, one.name.zh),
                [
                    controls[f"ladder.tiers.{one.key}.{name}"]
                    for name in (
                        "composite_cut",
                        *(f"layer_floors.{layer.key}" for layer in begin.layers),
                    )
                ],
            )
            for one in begin.ladder.tiers[1:]
        ],
        layers=[Text(one.name.en, one.name.zh) for one in begin.layers],
        tier_names=[Text(one.name.en, one.name.zh) for one in begin.ladder.tiers],
        dimension_names=[Text(one.name.en, one.name.zh) for one in begin.dimensions],
        people=data["starts"][-1] - data["starts"][-2],
        months=len(data["months"]),
        writable=raw is not None,
        data=data,
    )


def data_script(bench: Bench) -> str:
    r"""Return the text of `tuning-data.js`: one global with all figures, "" where there are none.

    >>> data_script(Bench(None, Text("", ""), data={"agents": ["</script>"]}))
    'globalThis.ladderTuningData = {"agents":["<\\/script>"]};\n'
    """
    if bench.data is None:
        return ""
    text = json.dumps(bench.data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return "globalThis.ladderTuningData = " + text.replace("</", "<\\/") + ";\n"


_NOT_THERE = Text(
    "This result was made by an older version and lacks figures the bench starts from. "
    "The next run brings them.",
    "该结果由旧版本生成，缺少调参所需的数据；下次运行后即可使用。",
)
_NOTHING = Text(
    "There is no evidence on anybody yet: nothing would change.",
    "尚无任何人员的证据：调整不会产生变化。",
)


def as_written(text: str | None) -> Framework | None:
    """Return the file's framework as written, None where today's rules refuse it."""
    if not text:
        return None
    try:
        parse_framework(text, "config.yml")
        data = read_config_text(text, "config.yml").data
    except ConfigError:
        return None
    return Framework.model_validate_json(json.dumps(data, default=str))


def _main_weights(raw: Framework, items: Sequence[Tunable]) -> list[float | None]:
    """Return weights of the main part that no slider moves: those a profile has set itself."""
    own = {item.name for item in items if item.place[0] == "profiles"}
    return [one.weight if f"dimensions.{one.key}.weight" in own else None for one in raw.dimensions]


def _controls(framework: Framework, items: Sequence[Tunable], edits: Edits) -> dict[str, Control]:
    return {
        item.name: Control(
            number,
            item.name,
            *_labels(framework, item.name),
            item.value,
            item.least,
            item.most,
            item.step,
            item.name in edits.fixed,
        )
        for number, item in enumerate(items)
    }


def _labels(framework: Framework, name: str) -> tuple[Text, Text]:
    """Return the label of a control in its group, and one that stands by itself."""
    if name in _MOVES:
        return _MOVES[name], _MOVES[name]
    part, key, *rest = name.split(".")
    if part == "recalibration":
        return _SHARES[key], _SHARES[key]
    if part == "dimensions":
        label, named = _BOUNDS[rest[0]], framework.dimension(key).name
    else:
        named = next(one.name for one in framework.ladder.tiers if one.key == rest[0])
        label = Text("Composite", "综合得分")
        if rest[1] == "layer_floors":
            layer = next(one.name for one in framework.layers if one.key == rest[2])
            label = both("{l} layer", "{l}", l=Text(layer.en, layer.zh))
    whole = both("{n}: {l}", "{n}：{l}", n=Text(named.en, named.zh), l=label)
    return label, whole
