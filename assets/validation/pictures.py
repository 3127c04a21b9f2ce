"""What the pictures of people show: which comparisons, which values, on which scales."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from assets.report.charts.svg import Scale
from assets.report.text import Text, both
from assets.validation import charts
from competency.columns import Floats
from competency.validation.accuracy import at_equal_ability
from competency.validation.comparison import Comparison
from competency.validation.standing import ability_by_tier, aligned, lags

Runs = Mapping[str, Sequence[Sequence[Comparison]]]

OURS, RAW = Text("Ours", "本系统"), Text("Raw averages", "原始平均值")


class Captioned(NamedTuple):
    """A picture with its heading."""

    heading: Text
    picture: Markup


def score_pictures(runs: Runs) -> list[Captioned]:
    """Composites of the first ordinary centre against the truth, ours and the spreadsheet's."""
    one = _first(runs, "ordinary")
    if one is None:
        return []
    rows = one.judged
    truth = one.truth[rows, -1]
    both_said = (one.believed[rows], one.raw_believed[rows])
    low, high = _ends(truth, *both_said)
    axes = Text("true ability", "真实能力"), Text("score, same scale", "得分（同一尺度）")
    return [
        Captioned(
            heading,
            charts.scatter(
                truth.tolist(),
                said.tolist(),
                style=style,
                axes=axes,
                title=both("{h}: scores against the truth", "{h}：得分与真值", h=heading),
                span=(low, high, low, high),
            ),
        )
        for heading, said, style in zip((OURS, RAW), both_said, ("point", "point raw"), strict=True)
    ]


def hardness_pictures(runs: Runs) -> list[Captioned]:
    """What is left of scores at equal true ability, against how hard the cases were."""
    one = _first(runs, "ordinary")
    if one is None:
        return []
    left = [at_equal_ability(one, said) for said in (one.believed, one.raw_believed)]
    rows = ~np.isnan(left[0]) & ~np.isnan(one.hardness)
    if not rows.any():
        return []
    low, high = _ends(one.hardness[rows])
    bottom, top = _ends(left[0][rows], left[1][rows])
    axes = Text("hardness of cases", "个案难度"), Text("error at equal ability", "同等能力下的误差")
    return [
        Captioned(
            heading,
            charts.scatter(
                one.hardness[rows].tolist(),
                error[rows].tolist(),
                style=style,
                axes=axes,
                title=both("{h}: error and case hardness", "{h}：误差与个案难度", h=heading),
                span=(low, high, bottom, top),
                line="level",
            ),
        )
        for heading, error, style in zip((OURS, RAW), left, ("point", "point raw"), strict=True)
    ]


def tier_rows(runs: Runs) -> list[tuple[int, int, Markup]]:
    """Tier, people and a picture of their true ability, over the ordinary centres."""
    centres = [one for drawings in runs.get("ordinary", ()) for one in drawings]
    if not centres:
        return []
    tiers = np.concatenate([one.tier[:, -1] for one in centres])
    truth = np.concatenate([one.truth[:, -1] for one in centres])
    found = ability_by_tier(tiers, truth)
    cuts = np.nanmean([one.cuts for one in centres], axis=0).tolist()
    ends = [mean + side * spread for _, mean, spread in found for side in (-1, 1)]
    scale = Scale(min([*ends, *cuts], default=-1), max([*ends, *cuts], default=1))
    return [
        (
            tier,
            int((tiers == tier).sum()),
            charts.tier_ability(tier, mean, spread, scale, cuts),
        )
        for tier, mean, spread in found
    ]


def retest_pictures(runs: Runs) -> list[Captioned]:
    """People by tier in both drawings, ours and the spreadsheet's."""
    pairs = [(drawings[0], drawings[1]) for drawings in runs.get("static", ())]
    if not pairs:
        return []
    axes = Text("down: first drawing", "纵：第一次"), Text("second drawing", "第二次观测")
    grids = {
        OURS: [(a.tier[:, -1], aligned(a, b, b.tier[:, -1])) for a, b in pairs],
        RAW: [(a.raw_tier, aligned(a, b, b.raw_tier)) for a, b in pairs],
    }
    return [
        Captioned(
            heading,
            charts.agreement_grid(
                _crossed(tiers),
                both("{h}: tiers in two drawings", "{h}：两次观测的等级", h=heading),
                axes,
            ),
        )
        for heading, tiers in grids.items()
    ]


def followed_picture(runs: Runs) -> Markup | None:
    """Share of true jumps followed by month: published, by composite alone, raw averages."""
    centres = [one for drawings in runs.get("jumps", ()) for one in drawings]
    if not centres:
        return None
    curves = []
    months = 12
    for style, name in (("raw", "raw_month_tier"), ("alone", "composite_tier"), ("ours", "tier")):
        found = np.concatenate([lags(one, getattr(one, name)) for one in centres])
        if len(found):
            curves.append((style, [float((found <= k).mean()) for k in range(1, months + 1)]))
    return charts.followed_curve(
        curves, months, 6, Text("Jumps followed, by month", "跃变得到跟进的比例，按月")
    )


def _first(runs: Runs, scenario: str) -> Comparison | None:
    seeds = runs.get(scenario)
    return seeds[0][0] if seeds else None


def _ends(*values: Floats) -> tuple[float, float]:
    every = np.concatenate(values)
    every = every[~np.isnan(every)]
    return (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)


def _crossed(pairs: Sequence[tuple[Floats, Floats]]) -> list[list[int]]:
    counts = np.zeros((5, 5), dtype=np.int64)
    for one, other in pairs:
        known = ~(np.isnan(one) | np.isnan(other))
        np.add.at(counts, (one[known].astype(int) - 1, other[known].astype(int) - 1), 1)
    table: list[list[int]] = counts.tolist()
    return table
