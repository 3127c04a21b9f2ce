"""Patterns mean what they meant as regular expressions, and none takes long."""

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landing.wildcards import path_fits, wildcard_fits


def by_regex(pattern: str, path: str) -> bool:
    rooted = pattern if "/" in pattern else f"**/{pattern}"
    parts = []
    for piece in re.split(r"(\*\*/|\*|\?)", rooted.removeprefix("./").removeprefix("/")):
        wild = {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
        parts.append(wild.get(piece, re.escape(piece)))
    return bool(re.fullmatch("".join(parts), path, re.IGNORECASE))


FOLDERS = st.lists(st.text("aB", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join)
STEPS = st.sampled_from(["**", "a", "*", "a*", "*b", "?", "?b*", "ab", "*a*"])
PATTERNS = st.lists(STEPS, min_size=1, max_size=4).map("/".join)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, FOLDERS)
def test_as_a_regular_expression(pattern: str, path: str) -> None:
    assert path_fits(pattern, path) == by_regex(pattern, path)


def test_no_pattern_takes_long() -> None:
    started = time.process_time()
    assert not path_fits("*a" * 200 + "b", "a" * 250)
    assert not path_fits("**/" * 100 + "b", "/".join("a" * 100))
    assert not wildcard_fits("*?" * 200 + "b", "a" * 250)
    assert time.process_time() - started < 1
