"""`moodle_competency_framework.csv`: layers and dimensions, as Moodle's importer reads them.

The importer (admin tool lpimportcsv) goes by the place of a column unless somebody maps it anew. It
takes anything but nothing and `0` for "is framework", finds children by their parent's id number,
shortens names to 100 characters, splits a scale at its commas, and asks for a default and a
proficient value. Its CSV reader takes a backslash before a quote for an escape.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assets.report.names import read_names
from assets.report.records import records

HEADERS = (
    "Parent ID number", "ID number", "Short name", "Description", "Description format",
    "Scale values", "Scale configuration", "Rule type (optional)", "Rule outcome (optional)",
    "Rule config (optional)", "Cross-referenced competency ID numbers", "Exported ID (optional)",
    "Is framework", "Taxonomy",
)  # fmt: skip
_ROOT = "ladder"
# Moodle's format 2: plain text.
_PLAIN = 2
_TAXONOMY = "domain,competency"


def competency_id(dimension: str) -> str:
    """Id number of a dimension in Moodle.

    >>> competency_id("process")
    'ladder:dimension:process'
    """
    return f"{_ROOT}:dimension:{dimension}"


def moodle_framework(marts: Mapping[str, pd.DataFrame]) -> bytes:
    """The file's content: the framework, its layers, their dimensions; without one the header."""
    names = read_names(marts)
    rows = records(marts, "framework")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    if rows:
        config = json.loads(rows[0]["framework_json"])
        scale = [f"{tier.name.en} {tier.name.zh}" for tier in names.tiers.values()]
        writer.writerow(_framework(str(rows[0]["name"]), scale))
        for layer in config["layers"]:
            key, name = f"{_ROOT}:layer:{layer['key']}", layer["name"]
            writer.writerow(_competency("", key, f"{name['en']} {name['zh']}"))
        for row in sorted(records(marts, "framework_dimensions"), key=lambda r: r["position"]):
            parent = f"{_ROOT}:layer:{row['layer']}"
            own = names.dimensions[row["dimension"]]
            writer.writerow(
                _competency(parent, competency_id(row["dimension"]), f"{own.en} {own.zh}")
            )
    return text.getvalue().encode("utf-8", "replace")


def _framework(name: str, scale: Sequence[str]) -> list[Any]:
    """The first row; scale values count from 1, and the importer fills in the scale's own id."""
    # Who holds the middle tier works independently: the third of five.
    proficient = (len(scale) + 1) // 2
    config: list[dict[str, Any]] = [{"scaleid": "0"}, {"id": 1, "scaledefault": 1, "proficient": 0}]
    config += [
        {"id": place, "scaledefault": 0, "proficient": 1}
        for place in range(proficient, len(scale) + 1)
    ]
    if proficient == 1:
        config = [config[0], {**config[1], "proficient": 1}]
    values = ",".join(_plain(value).replace(",", " ") for value in scale)
    title = f"ladder {_plain(name)}"
    return [
        "", _ROOT, title[:100], "", _PLAIN, values, json.dumps(config), "", "", "", "", "", 1,
        _TAXONOMY,
    ]  # fmt: skip


def _competency(parent: str, key: str, name: str) -> list[Any]:
    """A layer or a dimension; it has the framework's scale and no rule of its own."""
    return [
        parent, key, _plain(name)[:100], "", _PLAIN, "", "", "", 0, "null", "", "", "", "",
    ]  # fmt: skip


def _plain(name: str) -> str:
    """Text the importer leaves as it is: no mark-up, no backslash, one line."""
    return " ".join(name.replace("<", "‹").replace(">", "›").replace("\\", "/").split())
