"""What of a configuration the tuning bench changes, and what its rules look at besides.

The rules themselves are those of `competency.config_rules` and `competency.guard_warnings`, told
in the browser by `static/tuning-rules.js`. Where a number stands in the file: `tuning_edits`.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from competency.framework import GAMEABLE, QUALITY, Framework
from competency.guard_config_rules import TIMED, WHY
from competency.loading import config_warnings
from competency.standards_lint import TODO

#: Later than any review that may be set: so that all of them are told.
_LAST_DAY = dt.date(9999, 12, 31)
#: Findings on what no slider moves.
_FIXED_RULES = {"guards_loosened", "reason_off", "critical_bar", *TODO}


@dataclass(frozen=True)
class Tunable:
    """One number of a configuration.

    name: its path in the framework, items of lists by their key. place: where it stands in the
    file: a profile may have weights of its own. value: None where there is no such demand.
    """

    name: str
    place: tuple[str, ...]
    value: float | None
    least: float
    most: float
    step: float


def tunables(framework: Framework, profile: Mapping[str, float]) -> list[Tunable]:
    """Return every number the bench changes, in the order of the file.

    Args:
        framework: of the file, with its profile applied.
        profile: weights of dimensions that the profile in force sets itself.
    """
    return [
        *_of_dimensions(framework, profile),
        *_of_recalibration(framework),
        *_of_moves(framework),
        *_of_tiers(framework),
    ]


def _of_dimensions(framework: Framework, profile: Mapping[str, float]) -> Iterator[Tunable]:
    for one in framework.dimensions:
        start = ("dimensions", one.key)
        place: tuple[str, ...] = (*start, "weight")
        if one.key in profile:
            place = ("profiles", framework.profile, "dimension_weights", one.key)
        yield Tunable(f"dimensions.{one.key}.weight", place, one.weight, 0, 1, 0.005)
        for name in ("lower_bound", "upper_bound"):
            value = getattr(one, name)
            yield Tunable(f"dimensions.{one.key}.{name}", (*start, name), value, 0, 1, 0.01)


def _of_recalibration(framework: Framework) -> Iterator[Tunable]:
    rules = framework.recalibration
    for name in ("prior", "importance", "demand"):
        yield _plain(("recalibration", name), getattr(rules, name), 1, 0.01)
    least = min(0.005, rules.step_limit)
    yield _plain(("recalibration", "step_limit"), rules.step_limit, 1, 0.005, least)


def _of_moves(framework: Framework) -> Iterator[Tunable]:
    rules = framework.ladder
    yield _plain(("ladder", "first_probability"), rules.first_probability, 1, 0.01)
    for name, way in (("promotion", rules.promotion), ("demotion", rules.demotion)):
        yield _plain(("ladder", name, "probability"), way.probability, 1, 0.01)
        yield _plain(("ladder", name, "dwell_months"), way.dwell_months, 36, 1)
        yield _plain(("ladder", name, "grace_months"), way.grace_months, 12, 1)
    yield _plain(("ladder", "reversal", "probability"), rules.reversal.probability, 1, 0.01)
    yield _plain(("ladder", "reversal", "months"), rules.reversal.months, 60, 1)
    yield _plain(("ladder", "minimum_known_weight"), rules.minimum_known_weight, 1, 0.01)


def _of_tiers(framework: Framework) -> Iterator[Tunable]:
    # The first tier is where everybody starts: it asks for nothing.
    for tier in framework.ladder.tiers[1:]:
        start = ("ladder", "tiers", tier.key)
        yield _plain((*start, "composite_cut"), tier.composite_cut, 100, 0.5)
        for layer in framework.layers:
            place = (*start, "layer_floors", layer.key)
            yield _plain(place, tier.layer_floors.get(layer.key), 100, 0.5)


def _plain(
    place: tuple[str, ...], value: float | None, most: float, step: float, least: float = 0
) -> Tunable:
    return Tunable(".".join(place), place, value, least, most, step)


def rules_of(raw: Framework, text: str) -> dict[str, Any]:
    """Return what the rules of a configuration look at beside what the bench changes.

    Args:
        raw: the file's framework as it is written, without its profile.
        text: the file.
    """
    return {
        "profile": raw.profile,
        "guards": raw.guards.model_dump(mode="json"),
        "indicators": _indicators(raw),
        "profiles": {
            name: {
                "weights": dict(one.dimension_weights),
                "fields": {
                    key: sorted(override.model_fields_set)
                    for key, override in one.indicators.items()
                },
                "indicators": _indicators(raw.model_copy(update={"profile": name}).resolved()),
            }
            for name, one in raw.profiles.items()
        },
        "why": {name: WHY[name] for name in ("paired_quality", "indicator_cap", "fast_weights",
                                             "thin_evidence", "review_by")},
        **_warned(text),
    }  # fmt: skip


def _indicators(framework: Framework) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "dimension": one.dimension,
            "measure": one.measure,
            "weight": one.weight,
            "enabled": one.enabled,
            "minimum_n": one.minimum_n,
            "paired_with": one.paired_with,
            "timed": one.measure in TIMED,
            "gameable": one.measure in GAMEABLE,
            "quality": one.measure in QUALITY,
        }
        for one in framework.indicators
    ]


def _warned(text: str) -> dict[str, Any]:
    """Return warnings that no slider changes, and the days on which targets are due for a look.

    Whether a day has passed is for the reader's clock to say, as it is for the command's.
    """
    every = config_warnings(text, "", _LAST_DAY)
    fixed = [
        {"where": one.where, "message": one.message, "rule": one.rule, "why": one.why}
        for one in every
        if one.rule in _FIXED_RULES or one.where == "scoring.enough_reliability"
    ]
    reviews = [
        {"where": one.where, "message": one.message, "due": found.group()}
        for one in every
        if one.rule == "review_by" and (found := re.search(r"\d{4}-\d\d-\d\d", one.message))
    ]
    return {"warned": fixed, "reviews": reviews}


def profile_weights(raw: Framework) -> dict[str, float]:
    """Return the weights of dimensions the profile in force sets itself."""
    profile = raw.profiles.get(raw.profile)
    return {} if profile is None else dict(profile.dimension_weights)
