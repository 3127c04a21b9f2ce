from dataclasses import replace

import pytest

from competency.weight_words import Told, reasons

NAN = float("nan")
PLAIN = Told(
    base=0.15,
    importance=0.2,
    estimated=True,
    demand=0.15,
    ratios=(NAN, NAN, NAN),
    target=0.165,
    weight=0.165,
    step=0.01,
    step_limit=0.02,
    lower_bound=0.05,
    upper_bound=0.3,
)


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({}, "Up 1.0 points to 16.5 %", "上调1.0个百分点至16.5 %"),
        ({"step": -0.01}, "Down 1.0 points", "下调1.0个百分点"),
        ({"step": 0.0001}, "Still 16.5 %", "维持16.5 %"),
        ({"first": True}, "as in every first month", "首月采用基础权重"),
        ({"importance": None}, "too little evidence yet", "尚无足够证据"),
        ({"estimated": False}, "importance last found of 20 %", "沿用上次估计的重要性20 %"),
        ({"ratios": (1.25, NAN, 0.9)}, "call for it +25 %, people's ability −10 %", "来访+25 %"),
        ({"ratios": (NAN, 1.5, NAN)}, "complaints about it +50 %", "相关投诉+50 %"),
        ({"target": 0.2, "step": 0.02}, "step limit of 2.0 points", "每月最多2.0个百分点"),
        ({"target": 0.4, "weight": 0.3}, "bounds of 5 % to 30 %", "上下限（5 %至30 %）"),
        ({"target": 0.2}, "Other weights at their limits", "其他权重已达限值"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_each_cause_is_named_in_both_languages(changes, en, zh):
    told = reasons(replace(PLAIN, **changes))
    assert en in told.en
    assert zh in told.zh


def test_what_did_not_happen_is_not_told():
    told = reasons(replace(PLAIN, ratios=(1.02, 0.99, NAN)))
    assert told.en.endswith("the base weight is 15 %.")
    assert "(" not in told.en
    assert "limit" not in told.en
