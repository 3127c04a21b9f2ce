"""The framework a run uses. Reading and checking is competency.loading; here it is read once."""

from functools import lru_cache
from pathlib import Path

from competency.framework import Framework
from competency.loading import SHIPPED, load_text, parse_framework


def framework_of(config: Path | None) -> Framework:
    """Framework of a configuration file, or the one that ships; parsed once for the same text.

    Raises:
        ConfigError: with every problem found, each naming file and line.

    >>> framework_of(None).name
    'shipped'
    """
    return _parsed(load_text(config), str(config or SHIPPED))


@lru_cache(maxsize=4)
def _parsed(text: str, source: str) -> Framework:
    return parse_framework(text, source)
