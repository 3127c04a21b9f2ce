"""Which line of a profile is to blame for a rule that breaks only once the profile is applied.

The rules are `config_rules` and its kin; `loading` asks here where to point.
"""

from __future__ import annotations

from competency.config_findings import Place
from competency.framework import Framework

#: What else in the same override may have broken a rule that is told at this key.
_RELATED = {
    "floor": ("floor", "target"),
    "target": ("target", "floor"),
    "enabled": ("enabled", "reason_off"),
    "reason_off": ("reason_off", "enabled"),
}
_COUNTING = ("weight", "enabled")


def override_of(framework: Framework, name: str, path: Place) -> Place:
    """Return the place in the profile most likely to have broken a rule at `path`.

    Args:
        framework: as it is written, without the profile applied.
        name: key of the profile.
        path: place of the finding in the main part.

    >>> from competency.loading import load_framework
    >>> framework = load_framework()
    >>> number = [item.key for item in framework.indicators].index("complaint")
    >>> override_of(framework, "e_commerce", ("indicators", number, "target"))
    ('profiles', 'e_commerce', 'indicators', 'complaint', 'target')
    """
    profile = framework.profiles[name]
    place: Place = ("profiles", name)
    if len(path) < 2 or path[0] not in ("indicators", "dimensions"):
        weighted = path[:1] == ("dimensions",) and profile.dimension_weights
        return (*place, "dimension_weights") if weighted else place
    number, key = int(path[1]), str(path[2]) if len(path) > 2 else ""
    if path[0] == "dimensions":
        own, dimension = "", framework.dimensions[number].key
        if key != "key" and dimension in profile.dimension_weights:
            return (*place, "dimension_weights", dimension)
    else:
        own, dimension = framework.indicators[number].key, framework.indicators[number].dimension
    if own in profile.indicators:
        given = profile.indicators[own].model_fields_set
        for field in _RELATED.get(key, (key, *_COUNTING)):
            if field in given:
                return (*place, "indicators", own, field)
    # Shares also move when something beside it gains or loses weight, or its dimension does.
    for item in framework.indicators:
        if item.dimension == dimension and item.key in profile.indicators:
            for field in _COUNTING:
                if field in profile.indicators[item.key].model_fields_set:
                    return (*place, "indicators", item.key, field)
    if dimension in profile.dimension_weights:
        return (*place, "dimension_weights", dimension)
    return (*place, "indicators", own) if own in profile.indicators else place
