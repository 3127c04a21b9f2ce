"""Text that stands for more than it is, is refused at its line before it is built."""

import subprocess
import sys

import pytest

from competency.config_text import read_config_text
from competency.errors import ConfigError
from competency.loading import load_text, parse_framework
from competency.yaml_bounds import MOST_CHARACTERS, UnboundedYaml, require_bounded

LAUGHS = "\n".join(
    ["k0: &k0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"k{i}: &k{i} [{', '.join([f'*k{i - 1}'] * 10)}]" for i in range(1, 12)]
)
MERGES = "k0: &k0 {a: 1, b: 2}\n" + "\n".join(
    f"k{i}: &k{i} {{<<: [{', '.join([f'*k{i - 1}'] * 10)}]}}" for i in range(1, 12)
)
REFUSED = {
    "a billion laughs": (LAUGHS, 5, "values"),
    "merged again and again": (MERGES, 6, "values"),
    "itself": ("a: 1\nb: &x\n  c: *x", 3, "within what it names"),
    "a list in a list": ("a:\n  " + "[" * 100_000, 2, "deep"),
    "a step a line": ("\n".join(" " * i + "k:" for i in range(100)), 41, "deep"),
    "dashes": ("a:\n" + "- " * 50_000 + "x", 2, "deep"),
    "too long": ("a: " + "x" * MOST_CHARACTERS, 1, "characters"),
    "python": ("a: 1\nb: !!python/object/apply:os.system [id]", 2, "tag"),
    "no flag": ("a: !!bool maybe", 1, "tag"),
    "bytes": ("a: !!binary aGk=", 1, "tag"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_unbounded_text_is_refused_at_its_line(name: str) -> None:
    text, line, words = REFUSED[name]
    with pytest.raises(UnboundedYaml, match=words) as caught:
        require_bounded(text)
    assert caught.value.line == line
    with pytest.raises(ConfigError, match=words) as told:
        read_config_text(text, "mine.yml")
    assert [one.line for one in told.value.problems] == [line]


def test_aliases_that_stand_for_little_are_read() -> None:
    text = "a: &a {x: 1}\nb: &b [*a, *a]\nc:\n  <<: *a\n  y: *b"
    assert read_config_text(text, "m.yml").data["c"] == {"x": 1, "y": [{"x": 1}, {"x": 1}]}


def test_the_shipped_configuration_is_far_from_the_bounds() -> None:
    assert len(load_text()) < MOST_CHARACTERS / 10
    require_bounded(load_text())


def test_depth_ends_no_process() -> None:
    # Built by the C parser, this would end the process, and no test could tell.
    code = "from competency.loading import parse_framework as p\np('a: ' + '[' * 10**6, 'm.yml')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"too deeply nested" in done.stderr


ODD = {
    "digits in hexadecimal": "version: 0x" + "f" * 6000,
    "sixties": "version: " + "9:" * 3000 + "9",
    "a day as a key": "2026-01-01: x",
    "no as a key": "no: x",
    "a number as a key": "1.5: x",
    "nothing as a key": "~: x",
    "two documents": "a: 1\n---\nb: 2",
    "a list": "- a",
    "nothing": "",
    "NUL": "a: \x00",
    "a surrogate": 'name: "\\ud800"',
    "another version": "%YAML 9.9\n---\na: 1",
}


@pytest.mark.parametrize("name", list(ODD))
def test_odd_text_is_told_as_problems_on_one_line(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_framework(ODD[name], "mine.yml")
    assert caught.value.problems
    assert all("\n" not in one.message for one in caught.value.problems)
