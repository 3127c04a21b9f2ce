"""Where single numbers stand in the text of a configuration, or could be put.

`static/tuning-config.js` writes the file from its text and these places; `edited` is the same here.
Reading what a text says is `competency.config_text`.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from assets.report.tuning_config import Tunable
from competency.config_text import read_config_text
from competency.errors import ConfigError
from competency.yaml_bounds import LOADER


@dataclass
class Edits:
    """Where a text changes: characters as a browser counts them.

    spans: by name, start and end of a value the text states. gaps: places where something can be
    put in, with the words around it; additions: by name, number of the gap and the key to write.
    fixed: names of what cannot be changed from here.
    """

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    additions: dict[str, tuple[int, str]] = field(default_factory=dict)
    fixed: list[str] = field(default_factory=list)


def edits_of(text: str, items: Sequence[Tunable]) -> Edits:
    r"""Find where each number stands in a text, or where it could be put.

    What would not be read back as meant (behind an anchor, for one) is `fixed`.

    >>> one = Tunable("a.b", ("a", "b"), 1.0, 0, 1, 0.1)
    >>> other = Tunable("a.c", ("a", "c"), None, 0, 1, 0.1)
    >>> found = edits_of("a: {b: 1}  # kept\n", [one, other])
    >>> found.spans, found.additions, found.gaps[0]["at"]
    ({'a.b': (7, 8)}, {'a.c': (0, 'c')}, 4)
    >>> edited("a: {b: 1}  # kept\n", found, {"a.b": 0.5, "a.c": 0.25})
    'a: {c: 0.25, b: 0.5}  # kept\n'
    """
    found = Edits()
    tree = yaml.compose(text, LOADER)
    wide = _Wide(text)
    gaps: dict[tuple[int, str], int] = {}
    for item in items:
        if not _located(tree, item, found, gaps, wide):
            found.fixed.append(item.name)
    # All at once where all goes well, as it does for all but the oddest files.
    if not _reads_back(text, found, items):
        for item in items:
            if not _reads_back(text, found, [item]):
                found.spans.pop(item.name, None)
                found.additions.pop(item.name, None)
                found.fixed.append(item.name)
    return found


def edited(text: str, edits: Edits, values: Mapping[str, float]) -> str:
    """Return the text with new numbers; `static/tuning-config.js` does the same."""
    put: list[tuple[int, int, str]] = [
        (*edits.spans[name], _written(value))
        for name, value in values.items()
        if name in edits.spans
    ]
    for number, gap in enumerate(edits.gaps):
        new = [
            f"{edits.additions[name][1]}: {_written(value)}"
            for name, value in values.items()
            if name in edits.additions and edits.additions[name][0] == number
        ]
        if new:
            words = gap["before"] + gap["between"].join(new) + gap["after"]
            put.append((gap["at"], gap["at"], words))
    units = text.encode("utf-16-le")
    for start, end, words in sorted(put, key=lambda one: one[0], reverse=True):
        units = units[: 2 * start] + words.encode("utf-16-le") + units[2 * end :]
    return units.decode("utf-16-le")


class _Wide:
    """Places in a text as a browser counts them: what lies beyond 16 bits counts twice."""

    def __init__(self, text: str) -> None:
        self._beyond = [at for at, sign in enumerate(text) if ord(sign) > 0xFFFF]

    def at(self, place: int) -> int:
        return place + sum(one < place for one in self._beyond)


def _written(value: float) -> str:
    return f"{value:.10g}"


def _located(
    tree: Any, item: Tunable, found: Edits, gaps: dict[tuple[int, str], int], wide: _Wide
) -> bool:
    """Note where an item stands or could stand; False where it cannot."""
    here = tree
    for depth, step in enumerate(item.place):
        inside = _inside(here)
        if step in inside:
            here = inside[step]
            continue
        rest = item.place[depth:]
        if not isinstance(here, yaml.MappingNode) or len(rest) > 2:
            return False
        nested = rest[0] if len(rest) == 2 else ""
        place = (here.start_mark.index, nested)
        if place not in gaps:
            gaps[place] = len(found.gaps)
            found.gaps.append(_gap(here, nested, wide))
        found.additions[item.name] = (gaps[place], rest[-1])
        return True
    if not isinstance(here, yaml.ScalarNode) or here.style in ("|", ">"):
        return False
    span = wide.at(here.start_mark.index), wide.at(here.end_mark.index)
    if span[0] == span[1]:
        return False
    found.spans[item.name] = span
    return True


def _gap(node: yaml.MappingNode, nested: str, wide: _Wide) -> dict[str, Any]:
    """Say how something is put in front of all that a mapping holds."""
    if node.flow_style:
        at, after = node.start_mark.index + 1, ", " if node.value else ""
        between = ", "
    else:
        first = node.value[0][0].start_mark
        at, after = first.index, "\n" + " " * first.column
        between = after
    if nested:
        return {
            "at": wide.at(at),
            "before": f"{nested}: {{",
            "between": ", ",
            "after": f"}}{after}",
        }
    return {"at": wide.at(at), "before": "", "between": between, "after": after}


def _inside(node: Any) -> dict[str, Any]:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): value for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(_inside(one)["key"].value): one for one in node.value if "key" in _inside(one)}
    return {}


def _reads_back(text: str, found: Edits, items: Sequence[Tunable]) -> bool:
    """Tell whether a text with other numbers says them and nothing else new."""
    names = {*found.spans, *found.additions}
    values = {
        item.name: 0.125 + number / 1024 for number, item in enumerate(items) if item.name in names
    }
    try:
        before = read_config_text(text, "").data
        after = read_config_text(edited(text, found, values), "").data
    except ConfigError:
        return False
    wanted = copy.deepcopy(before)
    for item in items:
        if item.name in values:
            _put(wanted, item.place, values[item.name])
    return bool(wanted == after)


def _put(data: Any, place: Sequence[str], value: float) -> None:
    for step in place[:-1]:
        if isinstance(data, list):
            data = next(one for one in data if one["key"] == step)
        else:
            data = data.setdefault(step, {})
    data[place[-1]] = value
