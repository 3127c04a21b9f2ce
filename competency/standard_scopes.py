"""Which evidence tells of which service standard: kinds of contact, and criteria of reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from competency.columns import texts
from competency.criteria import claims, matches
from competency.frames import conform
from competency.framework import Framework, Indicator

CONTACTS = "crm/interactions"


def standard_scopes(
    framework: Framework, kinds: pd.DataFrame, criteria: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return the frame `standard_scopes`: a row a standard's edition, measure and kind of contact.

    Args:
        framework: resolved framework.
        kinds: the kinds of contact there are, columns channel and issue_type, null where unknown.
        criteria: names of criteria, of tests' dimensions and the like, by their source.

    Unknown channels and issue types belong to standards that ask for none.
    """
    pairs = sorted(
        dict.fromkeys(zip(texts(kinds, "channel"), texts(kinds, "issue_type"), strict=True)),
        key=lambda pair: tuple(one or "" for one in pair),
    )
    rows = []
    for one in framework.standards.table:
        if one.indicator is None or not framework.indicator(one.indicator).enabled:
            continue
        item = framework.indicator(one.indicator)
        rows += [
            (one.key, one.valid_from, one.valid_to, item.source, measure, channel, issue_type)
            for channel, issue_type in pairs
            if _takes(one.channels, channel) and _takes(one.issue_types, issue_type)
            for measure in _measures(framework, item, criteria)
        ]
    columns = ["standard", "valid_from", "valid_to", "source", "measure", "channel", "issue_type"]
    return conform(pd.DataFrame(rows, columns=columns), "standard_scopes")


def _takes(patterns: Sequence[str], name: str | None) -> bool:
    return not patterns or (name is not None and matches(name, patterns))


def _measures(
    framework: Framework, item: Indicator, criteria: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    if item.measure is not None:
        yield item.measure
        return
    taken = claims(framework, item.source, criteria.get(item.source, ()))
    yield from (name for name, key in taken.items() if key == item.key)
