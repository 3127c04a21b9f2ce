"""Changing single values of YAML text in place, so that comments and every other byte survive.

What the text says is read by `config_text`; whether the outcome is sound, `loading` tells.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import yaml

from competency.config_text import Path, read_config_text
from competency.errors import ConfigError, Problem, hint
from competency.yaml_bounds import LOADER


def set_values(text: str, values: Mapping[str, str], source: str) -> str:
    r"""Return the text with each place's value replaced; nothing is created.

    Args:
        text: YAML.
        values: new values as they would stand in the file, by place. Steps are joined by dots;
            an item of a list is meant by its key, or where it has none by its position from 0.
        source: name of the file in messages.

    Raises:
        ConfigError: the text is not YAML; a place is not there or holds more than a single value;
            a value is not a single one.

    >>> text = "items:\n  - {key: one, weight: 1}  # first\n"
    >>> print(set_values(text, {"items.one.weight": "0.5"}, "f.yml"), end="")
    items:
      - {key: one, weight: 0.5}  # first
    """
    for place, value in values.items():
        text = _with_value(text, place, value, source)
    return text


def _with_value(text: str, place: str, value: str, source: str) -> str:
    config = read_config_text(text, source)
    if config.problems:
        raise ConfigError(config.problems)
    node, path = _find(text, place, source)

    def refuse(message: str) -> ConfigError:
        line = node.start_mark.line + 1
        return ConfigError([Problem(source, line, place, f"{message}; edit it by hand.")])

    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        raise refuse("holds more than a single value")
    wanted = _read(value)
    if isinstance(wanted, dict | list) or not value.strip():
        raise refuse(f"{value!r} is no single value")
    try:
        expected = _replaced(config.data, path, wanted)
    except (KeyError, TypeError):  # a key that is no text, or one merged in from elsewhere
        raise refuse("cannot be changed from here") from None
    # As given, with the space an empty value lacks, or in quotes: the first that is read as meant
    # and leaves all else as it was.
    quoted = [json.dumps(wanted, ensure_ascii=False)] if isinstance(wanted, str) else []
    for written in (value, f" {value}", *quoted):
        changed = text[: node.start_mark.index] + written + text[node.end_mark.index :]
        try:
            if read_config_text(changed, source).data == expected:
                return changed
        except ConfigError:
            continue
    raise refuse(f"{value!r} cannot stand here without touching its surroundings")


def _find(text: str, place: str, source: str) -> tuple[yaml.Node, Path]:
    here: Any = yaml.compose(text, LOADER)
    path: Path = ()
    for step in place.replace("[", ".").replace("]", "").split("."):
        inside = _inside(here)
        if step not in inside:
            known = ", ".join(inside) or "none"
            message = f"{step!r} is not in the file here.{hint(step, inside)} Known: {known}."
            raise ConfigError([Problem(source, here.start_mark.line + 1, place, message)])
        number, here = inside[step]
        path = (*path, number)
    return here, path


def _inside(node: yaml.Node) -> dict[str, tuple[str | int, yaml.Node]]:
    """Return what a node holds by the names people use, each with its place in the data."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): (str(key.value), value) for key, value in node.value}
    if not isinstance(node, yaml.SequenceNode):
        return {}
    named: dict[str, tuple[str | int, yaml.Node]] = {}
    for index, item in enumerate(node.value):
        inside = _inside(item) if isinstance(item, yaml.MappingNode) else {}
        name = str(inside["key"][1].value) if "key" in inside else str(index)
        named[name] = (index, item)
    return named


def _read(value: str) -> Any:
    try:
        found = yaml.safe_load(value)
        single = _is_single(value)
    except (yaml.YAMLError, ValueError):
        return value
    if not (single or isinstance(found, dict | list)):
        # A comment, an anchor or a tag would be lost or change the meaning: words as they are.
        return value
    # Words with a colon are words; only brackets mean more than one value.
    return value if isinstance(found, dict | list) and value[0] not in "{[" else found


def _is_single(value: str) -> bool:
    """Whether the whole of it is one plain or quoted scalar."""
    tokens = list(yaml.scan(value, yaml.SafeLoader))[1:-1]
    if len(tokens) != 1 or not isinstance(tokens[0], yaml.ScalarToken):
        return False
    span = (tokens[0].start_mark.index, tokens[0].end_mark.index)
    whole = (len(value) - len(value.lstrip()), len(value.rstrip()))
    return tokens[0].style in (None, "'", '"') and span == whole


def _replaced(data: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(data)
    here = changed
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return changed
