"""Writes the report of a validation: one page, pictures first, then every figure."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from assets.report.charts.svg import Scale
from assets.report.environment import page_environment
from assets.report.text import Text, both
from assets.validation import charts, pictures, policy_picture, weight_pictures
from assets.validation.result import Result
from assets.validation.words import (
    FIGURE_NAMES,
    PARTS,
    SCENARIO_NAMES,
    SCENARIO_STORIES,
    bounds,
    named,
    value,
)
from competency.validation.comparison import Comparison
from competency.validation.figure import Figure
from competency.validation.tolerances import tolerance_of

Runs = Mapping[str, Sequence[Sequence[Comparison]]]

_TEMPLATES = Path(__file__).parent / "templates"


def write_page(
    result: Result,
    runs: Runs,
    folder: Path,
    weighings: weight_pictures.Weighings = MappingProxyType({}),
    policy_tests: policy_picture.PolicyTests = MappingProxyType({}),
) -> Path:
    """Write `index.html`.

    Args:
        result: figures and checks.
        runs: the comparisons behind them, for the pictures.
        folder: made if it is not there.
        weighings: of the centres whose weights are judged, for the pictures.
        policy_tests: of the centres in which policies were followed, for the picture.

    Returns:
        The path of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    page = _environment().get_template("validation.html").render(
        result=result,
        errors=_bars(result, "composite_rmse"),
        dimensions=_bars(result, "dimension_rmse", "ordinary"),
        calm=[*_bars(result, "changes", part="published"),
              *_bars(result, "reversals", part="published")],
        fifths=_fifths(result),
        scores=pictures.score_pictures(runs),
        hardness=pictures.hardness_pictures(runs),
        tiers=pictures.tier_rows(runs),
        retest=pictures.retest_pictures(runs),
        followed=pictures.followed_picture(runs),
        astray=weight_pictures.error_picture(weighings, result.figures),
        importance=weight_pictures.importance_pictures(weighings),
        still=weight_pictures.still_picture(weighings),
        policies=policy_picture.reached_picture(policy_tests),
        policy_styles=policy_picture.STYLES,
        promises=[figure for figure in result.figures if figure.ok is not None],
        why=_why,
    )  # fmt: skip
    path.write_bytes(page.encode("utf-8"))
    return path


def _bars(
    result: Result, key: str, scenario: str | None = None, part: str | None = None
) -> list[tuple[Text, Markup]]:
    """Rows of a picture: a label and our bar above the spreadsheet's."""
    found = [
        figure
        for figure in result.figures
        if figure.key == key and scenario in (None, figure.scenario) and part in (None, figure.part)
    ]
    largest = max(
        [one for figure in found for one in (figure.ours, figure.raw) if math.isfinite(one)],
        default=1.0,
    )
    rows = []
    for figure in found:
        if scenario is not None:
            label = PARTS.get(figure.part, Text(figure.part, figure.part))
        else:
            label = SCENARIO_NAMES[figure.scenario]
        if key in ("changes", "reversals"):
            name = FIGURE_NAMES[key]
            label = Text(f"{label.en}: {name.en.lower()}", f"{label.zh}：{name.zh}")
        shown = value(key, figure.ours), value(key, figure.raw)
        title = both("{l}: {a}, raw averages {b}", "{l}：{a}，原始平均值 {b}",
                     l=label, a=shown[0], b=shown[1])  # fmt: skip
        bar = charts.pair_bar(
            figure.ours, figure.raw, largest, shown, title, _promise(result, figure)
        )
        rows.append((label, bar))
    return rows


def _promise(result: Result, figure: Figure) -> float | None:
    """Where the promise ends on the picture; that of the error is a share of the spreadsheet's."""
    if figure.key != "composite_rmse":
        return figure.high
    ratio = next(one for one in result.of(figure.scenario) if one.key == "rmse_ratio")
    return None if ratio.high is None else ratio.high * figure.raw


def _fifths(result: Result) -> list[tuple[Text, Markup]]:
    rows = []
    scale = Scale(0.7, 1.0)
    for figure in result.figures:
        if figure.scenario not in ("ordinary", "static"):
            continue
        if figure.key not in ("coverage", "coverage_fifth") or figure.low is None:
            continue
        name = SCENARIO_NAMES[figure.scenario]
        part = PARTS[figure.part] if figure.part else Text("everybody", "全体")
        label = Text(f"{name.en}: {part.en}", f"{name.zh}：{part.zh}")
        shown = value(figure.key, figure.ours)
        title = both("{l}: {v} of intervals hold the truth", "{l}：{v} 的区间包含真值",
                     l=label, v=shown)  # fmt: skip
        rows.append(
            (label, charts.band_dot(figure.ours, figure.low, figure.high or 1.0, scale, shown,
                                    title))
        )  # fmt: skip
    return rows


def _why(figure: Figure) -> Text | None:
    tolerance = tolerance_of(figure)
    return Text(*tolerance.why) if tolerance else None


def _environment() -> Environment:
    env = page_environment(_TEMPLATES, "validation.css")
    constants: dict[str, Any] = {
        "named": named,
        "value": value,
        "bounds": bounds,
        "part_name": PARTS.__getitem__,
        "scenario_name": SCENARIO_NAMES.__getitem__,
        "scenario_story": SCENARIO_STORIES.__getitem__,
    }
    env.globals.update(constants)
    return env
