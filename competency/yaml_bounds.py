"""What YAML text may be, looked at before any of it is built: its size, depth, repeats and tags.

A short text can stand for billions of values (an alias repeats what it names), and one that is
nested deeply enough ends the process. What the values mean is for `config_text` and, of mapping
files, for `assets.landing.mapping_yaml`.
"""

from __future__ import annotations

from typing import Any

import yaml

#: The C parser, where it was built, is ten times faster and marks places the same.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_CHARACTERS = 2_000_000
MOST_VALUES = 100_000
DEEPEST = 40


class UnboundedYaml(ValueError):
    """Text that is not to be built; `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def require_bounded(text: str) -> None:
    r"""Walk over YAML text without building it.

    Raises:
        UnboundedYaml: it is too large, too deep, refers to itself, or holds a tag such as `!!set`.
        yaml.YAMLError: it is no YAML.

    >>> require_bounded("a: &x [1, 2]\nb: *x")
    >>> require_bounded("a: &x [*x]")
    Traceback (most recent call last):
    ...
    competency.yaml_bounds.UnboundedYaml: *x stands within what it names; write the values out
    """
    if len(text) > MOST_CHARACTERS:
        raise UnboundedYaml(
            f"too large: {len(text):,} characters, of which at most {MOST_CHARACTERS:,} are read"
        )
    sizes: dict[str, int | None] = {}
    open_values: list[tuple[str | None, int]] = []
    values = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_values.pop()
            if anchor is not None:
                sizes[anchor] = values - before
        elif isinstance(event, yaml.AliasEvent):
            repeated = sizes.get(event.anchor or "", 1)
            if repeated is None:
                raise UnboundedYaml(
                    f"*{event.anchor} stands within what it names; write the values out", line
                )
            values += repeated
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.tag is not None:
                raise UnboundedYaml(f"the tag {event.tag!r} is not read here; leave it out", line)
            values += 1
            if event.anchor is not None:
                sizes[event.anchor] = 1 if isinstance(event, yaml.ScalarEvent) else None
            if isinstance(event, yaml.CollectionStartEvent):
                open_values.append((event.anchor, values - 1))
        if len(open_values) > DEEPEST:
            raise UnboundedYaml(f"too deeply nested: at most {DEEPEST} deep is read", line)
        if values > MOST_VALUES:
            raise UnboundedYaml(
                f"too large: it stands for more than {MOST_VALUES:,} values; are there *aliases?",
                line,
            )
