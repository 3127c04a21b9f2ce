"""YAML text -> plain data that remembers the line of every key, list item and value.

Only syntax belongs here (broken YAML, keys given twice); what the values mean is checked by the
models of `framework` and by `config_rules`. Changing the text: `config_edit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from competency.errors import ConfigError, Problem
from competency.yaml_bounds import LOADER, UnboundedYaml, require_bounded

Path = tuple[str | int, ...]
# No key takes a larger one, and JSON, by way of which the models are filled, not one without end.
_LARGEST = 10**15


@dataclass
class ConfigText:
    """Parsed text with the line of each place in it."""

    source: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Sequence[str | int]) -> int:
        """Return the line of `path`, or of the nearest place around it."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, path: Sequence[str | int]) -> str:
        """Name a place for people: list items by their key instead of their number."""
        words: list[str] = []
        here = self.data
        for step in path:
            here = _descend(here, step)
            if isinstance(step, int):
                words.append(f"[{here.get('key', step) if isinstance(here, dict) else step}]")
            else:
                words.append(f".{step}" if words else str(step))
        return "".join(words)

    def problem(
        self, path: Sequence[str | int], message: str, rule: str = "", why: str = ""
    ) -> Problem:
        """Return a finding at `path`."""
        return Problem(self.source, self.line(path), self.where(path), message, rule, why)


def read_config_text(text: str, source: str) -> ConfigText:
    r"""Parse YAML and note lines; keys given twice are collected as problems.

    Raises:
        ConfigError: the text is not YAML, or not a mapping.

    >>> read_config_text("a: 1\nb: [2, 3]", "x.yml").line(("b", 1))
    2
    """
    found = ConfigText(source)
    loader = None
    try:
        require_bounded(text)
        loader = LOADER(text)
        node = loader.get_single_node()
        if isinstance(node, yaml.MappingNode):
            _mark(node, (), found)
            _keep_as_written(node, loader)
            found.data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not valid YAML: {error.problem or error.context}"
        if mark and _tab_at(text, mark.line):
            message = "a tab stands where YAML wants spaces; indent with spaces."
        raise ConfigError([Problem(source, mark.line + 1 if mark else 1, "", message)]) from error
    except UnboundedYaml as error:
        raise ConfigError([Problem(source, error.line, "", f"cannot be read: {error}.")]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = str(error).splitlines()[0]
        raise ConfigError([Problem(source, 1, "", f"not valid YAML: {told}")]) from error
    finally:
        if loader is not None:
            loader.dispose()
    if found.data is None:
        raise ConfigError([Problem(source, 1, "", "expected keys and values, such as 'name: ...'")])
    return found


def _tab_at(text: str, line: int) -> bool:
    found = text.splitlines()[line : line + 1]
    return any("\t" in one[: len(one) - len(one.lstrip())] for one in found)


def _mark(node: yaml.Node, path: Path, found: ConfigText) -> None:
    found.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _mark(item, (*path, index), found)
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in seen:
                found.problems.append(
                    Problem(
                        found.source,
                        line,
                        ".".join(str(step) for step in (*path, key)),
                        f"key {key!r} is given twice (first on line {seen[key]}); remove one.",
                    )
                )
                continue
            seen[key] = line
            found.lines[(*path, key)] = line
            _mark(value_node, (*path, key), found)


def _keep_as_written(node: yaml.Node, loader: Any) -> None:
    """Have some plain words read as text, which is then refused at its line, or is a key's name.

    These are 2026-02-30, which looks like a day and is none, numbers of thousands of digits, and
    keys such as `no` or 2026-01-01.
    """
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith((":timestamp", ":int", ":float")) and not _is_readable(node, loader):
            node.tag = "tag:yaml.org,2002:str"
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and not key.tag.endswith(":merge"):
                key.tag = "tag:yaml.org,2002:str"
            _keep_as_written(value, loader)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _keep_as_written(item, loader)


def _is_readable(node: yaml.ScalarNode, loader: Any) -> bool:
    try:
        value = loader.construct_object(node)
    except (ValueError, OverflowError):
        loader.recursive_objects.pop(node, None)
        return False
    loader.constructed_objects.pop(node, None)
    return not isinstance(value, int) or abs(value) <= _LARGEST


def _descend(here: Any, step: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None
