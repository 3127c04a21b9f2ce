"""Where two configurations differ, and what of it a published result can show.

A published result holds what was learnt of the evidence. Targets, weights, bars and rules can be
applied to it anew; what counts as evidence, and how it is learnt, takes a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeVar

from competency.config_types import Model
from competency.framework import GAMEABLE, Dimension, Framework, Indicator

Effect = Literal["shown", "run", "none"]
_Part = TypeVar("_Part", bound=Model)
_Keyed = TypeVar("_Keyed", Dimension, Indicator)

#: What a change of a key does, first match first; the rest takes a run. `none`: words and guards.
_EFFECTS: tuple[tuple[str, Effect], ...] = (
    ("name", "none"),
    ("version", "none"),
    ("profile", "none"),
    ("guards.*", "none"),
    ("eligibility.*", "none"),
    ("*.name.*", "none"),
    ("*.reason_off*", "none"),
    ("*.legal_class", "none"),
    ("*.legal_review*", "none"),
    ("*.requirement", "none"),
    ("*.review_by", "none"),
    ("*.must_show.*", "none"),
    ("layers.*.aliases", "none"),
    ("dimensions.*.weight", "shown"),
    ("dimensions.*.lower_bound", "shown"),
    ("dimensions.*.upper_bound", "shown"),
    ("indicators.*.floor", "shown"),
    ("indicators.*.target", "shown"),
    ("indicators.*.weight", "shown"),
    ("recalibration.prior", "shown"),
    ("recalibration.importance", "shown"),
    ("recalibration.demand", "shown"),
    ("recalibration.step_limit", "shown"),
    ("recalibration.outcomes.*.weight", "shown"),
    ("ladder.*", "shown"),
    ("paths.*", "shown"),
    ("calendar.*", "shown"),
    ("effects.*", "shown"),
)


@dataclass(frozen=True)
class Difference:
    """One key and its values before and after, None where it is not there.

    effect: `shown` by a what-if, takes effect only with a `run`, or has `none` on any figure.
    """

    key: str
    before: Any
    after: Any
    effect: Effect


def differences(before: Framework, after: Framework) -> list[Difference]:
    """List where two frameworks differ, each with its profile written in, in the order of the file.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> other = shipped.model_copy(update={"satisfied_from": 5})
    >>> [(one.key, one.before, one.after, one.effect) for one in differences(shipped, other)]
    [('satisfied_from', 4, 5, 'run')]
    """
    before, after = before.resolved(), after.resolved()
    old, new = dict(_leaves(_plain(before))), dict(_leaves(_plain(after)))
    return [
        Difference(key, old.get(key), new.get(key), _effect(key, before, after))
        for key in dict.fromkeys([*old, *new])
        if (key in old) != (key in new) or old.get(key) != new.get(key)
    ]


def with_effect(framework: Framework) -> dict[str, Any]:
    """Return every key of a configuration that has an effect on any figure, with its value.

    >>> from competency.loading import load_framework
    >>> found = with_effect(load_framework())
    >>> found["satisfied_from"], "version" in found
    (4, False)
    """
    framework = framework.resolved()
    leaves = _leaves(_plain(framework))
    return {key: one for key, one in leaves if _effect(key, framework, framework) != "none"}


def shown_by(before: Framework, after: Framework) -> Framework:
    """Return the framework before with every change that a published result can show.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> ladder = shipped.ladder.model_copy(update={"critical_months": 6})
    >>> other = shipped.model_copy(update={"satisfied_from": 5, "ladder": ladder})
    >>> merged = shown_by(shipped, other)
    >>> merged.satisfied_from, merged.ladder.critical_months
    (4, 6)
    """
    before, after = before.resolved(), after.resolved()
    shown = {one.key for one in differences(before, after) if one.effect == "shown"}
    old_rules, rules = before.recalibration, after.recalibration
    weighed = {one.key: one for one in rules.outcomes}
    outcomes = tuple(
        _taken(one, weighed.get(one.key), f"recalibration.outcomes.{one.key}", shown)
        for one in old_rules.outcomes
    )
    return before.model_copy(
        update={
            **{name: getattr(after, name) for name in ("ladder", "paths", "calendar", "effects")},
            "dimensions": tuple(
                _taken(one, new, f"dimensions.{one.key}", shown)
                for one, new in _pairs(before.dimensions, after.dimensions)
            ),
            "indicators": tuple(
                _taken(one, new, f"indicators.{one.key}", shown)
                for one, new in _pairs(before.indicators, after.indicators)
            ),
            "recalibration": _taken(old_rules, rules, "recalibration", shown).model_copy(
                update={"outcomes": outcomes}
            ),
        }
    )


def _effect(key: str, before: Framework, after: Framework) -> Effect:
    found = (effect for pattern, effect in _EFFECTS if fnmatchcase(key, pattern))
    effect: Effect = next(found, "run")
    part, _, rest = key.partition(".")
    if part == "indicators" and effect == "shown":
        return _effect_of_indicator(rest, before, after)
    if part == "dimensions" and effect == "shown" and before.dimension_keys != after.dimension_keys:
        return "run"
    if part == "recalibration" and effect == "shown":
        outcomes = [{one.key for one in each.recalibration.outcomes} for each in (before, after)]
        return "shown" if outcomes[0] == outcomes[1] else "run"
    return effect


def _effect_of_indicator(rest: str, before: Framework, after: Framework) -> Effect:
    key, _, field = rest.rpartition(".")
    old, new = (
        next((item for item in each.indicators if item.key == key), None)
        for each in (before, after)
    )
    if old is None or new is None:
        return "run"
    if not (old.enabled or new.enabled):
        return "none"
    counted = [item.enabled and item.weight > 0 for item in (old, new)]
    # What counts is learnt together: another set of indicators, or one turned round, is learnt
    # anew; so is a measure of time, whose weight is the most it may settle.
    if counted[0] != counted[1] or old.direction != new.direction:
        return "run"
    return "run" if field == "weight" and old.measure in GAMEABLE else "shown"


def _plain(framework: Framework) -> dict[str, Any]:
    return framework.model_dump(mode="json", exclude={"profiles"})


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value by its key; items of a list go by their own `key`, else it is one value."""
    named = _by_key(value)
    if not named:
        yield path, value
        return
    for name, one in named.items():
        yield from _leaves(one, f"{path}.{name}" if path else name)


def _by_key(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(name): one for name, one in value.items()}
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        keys = [one.get("key") for one in value]
        if all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys):
            return {str(key): one for key, one in zip(keys, value, strict=True)}
    return {}


def _pairs(before: Sequence[_Keyed], after: Sequence[_Keyed]) -> list[tuple[_Keyed, _Keyed | None]]:
    """Put each item beside the one of the same key, None where there is none any more."""
    new = {item.key: item for item in after}
    return [(item, new.get(item.key)) for item in before]


def _taken(old: _Part, new: _Part | None, path: str, shown: set[str]) -> _Part:
    """Return a part of the configuration with those of its fields changed that are shown."""
    fields = {
        name: getattr(new, name) for name in type(old).model_fields if f"{path}.{name}" in shown
    }
    return old.model_copy(update=fields)
