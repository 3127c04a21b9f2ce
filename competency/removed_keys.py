"""Keys that configurations had once: what an approved record still says of them is passed over."""

from __future__ import annotations

from typing import Any

#: Places of the keys, with what takes their part now.
REMOVED = {
    ("effects", "gap_months"): "course effects are followed month by month, so no gap is set",
}


def without_removed(data: Any) -> tuple[Any, list[str]]:
    """Return a configuration without the keys that are no more, and a note on each of them.

    Args:
        data: as the YAML of the record has it; not changed.

    >>> without_removed({"effects": {"gap_months": 3, "prior_sd": 2.0}})
    ({'effects': {'prior_sd': 2.0}}, ['effects.gap_months is no setting any more: \
course effects are followed month by month, so no gap is set'])
    >>> without_removed({"effects": {"gap_month": 3}})
    ({'effects': {'gap_month': 3}}, [])
    """
    notes = []
    for (part, key), instead in REMOVED.items():
        inside = data.get(part) if isinstance(data, dict) else None
        if isinstance(inside, dict) and key in inside:
            data = {**data, part: {name: one for name, one in inside.items() if name != key}}
            notes.append(f"{part}.{key} is no setting any more: {instead}")
    return data, notes
