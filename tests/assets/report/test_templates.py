"""Lettering can be read on its ground, in light and in dark."""

import re

import pytest

from assets.report.deliveries import STATES
from assets.report.environment import STATIC
from assets.report.model_words import SOURCES

SHEETS = [(STATIC / name).read_text("utf-8") for name in ("ladder.css", "paths.css")]
PAIRS = [
    *[(f"on-t{n}", f"t{n}") for n in range(6)],
    *[("on-s", f"s{n}") for n in range(1, 6)],
    *[(f"on-v-{source}", f"v-{source}") for source in SOURCES],
    *[(word, ground) for word in ("ink", "soft", "link") for ground in ("page", "sheet")],
    ("ink", "notice-ground"),
    ("alert", "alert-ground"),
    ("alert", "sheet"),
    ("good", "sheet"),
    ("sheet", "enrolled"),
    ("ink", "track"),
    ("ink", "t0"),
    *[(f"on-p-{state}", f"p-{state}") for state in STATES if state != "withdrawn"],
    *[(f"on-late-{n}", f"late-{n}") for n in range(1, 5)],
]


def _variables(scheme: str) -> dict[str, str]:
    found = {}
    for sheet in SHEETS:
        light, dark = re.findall(r":root(?:\[data-theme=\"dark\"\])? \{(.*?)\}", sheet, re.S)[:2]
        for colours in [light] if scheme == "light" else [light, dark]:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", colours))
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), PAIRS, ids=lambda name: name)
def test_contrast(scheme, word, ground):
    colours = _variables(scheme)
    assert _contrast(colours[word], colours[ground]) >= 4.5


def test_the_measure_of_contrast_itself():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
