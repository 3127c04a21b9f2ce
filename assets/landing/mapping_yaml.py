"""YAML text to plain values that remember their lines. What the values mean is in mapping.py."""

from dataclasses import dataclass, field

import yaml

from assets.landing.mapping_errors import MappingError
from competency.yaml_bounds import UnboundedYaml, require_bounded

_MOST_NODES = 20_000
_DEEPEST = 40
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})

Place = tuple[str | int, ...]


@dataclass
class LinedYaml:
    """Plain dicts, lists, texts and None, with the line each key and item starts on.

    Every scalar stays text: YAML would turn `No` into False, `2018-10-01` into a date and `007`
    into 7, and a mapping is about the text a vendor writes.
    """

    value: object
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """Find the line of a place, or of the nearest thing around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1


def parse_yaml(text: str, *, file: str) -> LinedYaml:
    r"""Parse YAML with line numbers, refusing repeated keys and texts that expand without end.

    Raises:
        MappingError: Not YAML, a repeated key, or too large; with file and line.

    >>> lined = parse_yaml("name: x\nsources:\n  - files: No", file="a.yml")
    >>> lined.value, lined.line_of(("sources", 0, "files"))
    ({'name': 'x', 'sources': [{'files': 'No'}]}, 3)
    """
    try:
        require_bounded(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnboundedYaml as error:
        raise MappingError(str(error), where=f"{file}, line {error.line}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise MappingError(f"not valid YAML: {problem}", where=f"{file}{line}") from error
    except (ValueError, RecursionError) as error:
        told = str(error).splitlines()[0]
        raise MappingError(f"not valid YAML: {told}", where=file) from error
    builder = _Builder(file)
    value = builder.build(root, ()) if root is not None else None
    return LinedYaml(value, builder.lines)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.nodes = 0

    def build(self, node: yaml.Node, place: Place) -> object:
        line = node.start_mark.line + 1
        where = f"{self.file}, line {line}"
        self.nodes += 1
        # An alias repeats its node, so a short text can stand for billions of values.
        if self.nodes > _MOST_NODES or len(place) > _DEEPEST:
            raise MappingError("too large or too deeply nested", where=where)
        self.lines.setdefault(place, line)
        if isinstance(node, yaml.ScalarNode):
            if "\x00" in node.value:
                raise MappingError("a text may not hold a NUL character", where=where)
            plain = node.style is None
            return None if plain and node.value in _EMPTY else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*place, i)) for i, child in enumerate(node.value)]
        return self._build_mapping(node, place)

    def _build_mapping(self, node: yaml.Node, place: Place) -> dict[str, object]:
        built: dict[str, object] = {}
        for key_node, value_node in node.value:
            where = f"{self.file}, line {key_node.start_mark.line + 1}"
            if not isinstance(key_node, yaml.ScalarNode):
                raise MappingError("a key must be a plain text", where=where)
            key = key_node.value
            if key in built:
                raise MappingError(f"the key {key!r} stands here twice", where=where)
            self.lines[(*place, key)] = key_node.start_mark.line + 1
            built[key] = self.build(value_node, (*place, key))
        return built
