"""Which indicator takes which QA criterion, test dimension or 360 dimension.

Names are free text of the centre's own forms, in English or Chinese; indicators claim them by
patterns, in the order of the framework.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from competency.framework import Framework


def claims(framework: Framework, source: str, names: Iterable[str]) -> dict[str, str]:
    """Return the indicator key of each name; names nobody takes are left out.

    The first indicator with a matching pattern takes a name, also when it is switched off: what a
    restricted indicator claims must not count through the fallback.

    >>> from competency.loading import load_framework
    >>> claims(load_framework(), "qa/reviews", ["流程执行", "Empathy", "overall", "语速"])
    {'流程执行': 'qa_process', 'Empathy': 'qa_relationship', 'overall': 'qa_relationship', \
'语速': 'speech_rate_stability'}
    """
    candidates = [item for item in framework.indicators if item.source == source]
    fallback = next((item.key for item in candidates if item.fallback), None)
    taken: dict[str, str] = {}
    for name in names:
        owner = next((item.key for item in candidates if matches(name, item.criteria)), fallback)
        if owner is not None:
            taken[name] = owner
    return taken


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a name fits one of the patterns, ignoring case and outer blanks.

    >>> matches(" Emotion control", ["emotion*"])
    True
    """
    folded = name.strip().casefold()
    return any(fnmatchcase(folded, pattern.strip().casefold()) for pattern in patterns)


def dimension_of(framework: Framework, name: str) -> str | None:
    """Return the dimension a course catalogue means by `name`, or None.

    >>> from competency.loading import load_framework
    >>> [dimension_of(load_framework(), name) for name in ("mediation", "产品知识", "cooking")]
    ['mediation', 'knowledge', None]
    """
    folded = name.strip().casefold()
    for item in framework.dimensions:
        if folded in {item.key, item.name.en.casefold(), item.name.zh}:
            return item.key
    return next(
        (item.key for item in framework.dimensions if matches(name, item.aliases)),
        None,
    )
