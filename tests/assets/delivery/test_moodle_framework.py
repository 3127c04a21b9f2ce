"""The competency framework, read by a port of Moodle's importer (admin tool lpimportcsv)."""

import csv
import io
import json

import pandas as pd
import pytest

from assets.delivery.moodle_framework import HEADERS, competency_id, moodle_framework

TAXONOMIES = {
    "behaviour", "competency", "concept", "domain", "indicator", "level", "outcome", "practice",
    "proficiency", "skill", "value",
}  # fmt: skip
REQUIRED = 14


class ImportFailed(AssertionError):
    """What Moodle would refuse."""


def import_framework(content: bytes):
    """The framework and its tree as `framework_importer` builds it; columns go by their place."""
    text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").strip()
    # fgetcsv: the backslash is its escape character
    rows = [row for row in csv.reader(io.StringIO(text), escapechar="\\") if row]
    if any(len(row) != len(rows[0]) for row in rows):
        raise ImportFailed("csvweirdcolumns")
    if len(rows[0]) != REQUIRED:
        raise ImportFailed("headers")
    framework, flat = None, {}
    for row in rows[1:]:
        parent, idnumber, shortname = row[0], row[1][:100], row[2]
        if len(shortname) > 100 or "<" in shortname:
            raise ImportFailed("shorten_text and PARAM_TEXT would change the name")
        # PHP: "" and "0" are false
        if row[12] not in {"", "0"}:
            framework = {
                "idnumber": idnumber, "shortname": shortname, "format": int(row[4]),
                "scale": row[5], "config": row[6], "taxonomies": row[13],
            }  # fmt: skip
        else:
            # create_competency: "!empty($competency->idnumber) && !empty($competency->shortname)"
            if idnumber in {"", "0"} or shortname in {"", "0"} or row[1] in flat:
                raise ImportFailed("competency")
            flat[row[1]] = {"parent": parent, "name": shortname, "children": {}}
    if framework is None:
        raise ImportFailed("invalidimportfile")
    _check(framework)
    # add_children: from the rows without a parent, by the parent's id number
    tree = {}
    for own, competency in flat.items():
        siblings = tree if competency["parent"] == "" else flat[competency["parent"]]["children"]
        siblings[own] = competency
    return framework, tree


def _check(framework):
    """competency_framework's own rules, and those of a scale."""
    # get_scale_configuration: $asarray[0]->scaleid = $scaleid
    first, *entries = json.loads(framework["config"])
    if "scaleid" not in first:
        raise ImportFailed("errorscaleconfiguration")
    # get_default_grade_from_scale_configuration reads both of every entry
    if not any(e["scaledefault"] for e in entries) or not any(e["proficient"] for e in entries):
        raise ImportFailed("errorscaleconfiguration")
    values = framework["scale"].split(",")
    if len({v.strip() for v in values}) != len(values) or len(values) < 2:
        raise ImportFailed("scale")
    if any(not 1 <= e["id"] <= len(values) for e in entries):
        raise ImportFailed("a value the scale does not have")
    if not set(framework["taxonomies"].split(",")) <= TAXONOMIES:
        raise ImportFailed("invalidtaxonomy")
    # FORMAT_MOODLE, FORMAT_HTML, FORMAT_PLAIN, FORMAT_MARKDOWN
    if framework["format"] not in {0, 1, 2, 4}:
        raise ImportFailed("descriptionformat")


def test_layers_hold_their_dimensions(marts):
    framework, tree = import_framework(moodle_framework(marts))
    assert [c["name"] for c in tree.values()] == ["Base 基础层", "Core 核心层", "Value 价值层"]
    dimensions = {own: c["name"] for layer in tree.values() for own, c in layer["children"].items()}
    assert list(dimensions) == [
        competency_id(d) for d in marts["framework_dimensions"].sort_values("position")["dimension"]
    ]
    assert dimensions[competency_id("resolution")] == "Problem solving 问题解决力"
    assert framework["scale"].split(",")[2] == "Independent 独立级"
    proficient = [e["id"] for e in json.loads(framework["config"])[1:] if e["proficient"]]
    assert proficient == [3, 4, 5]


def test_header_is_moodles(marts):
    first = moodle_framework(marts).decode().splitlines()[0]
    assert first.startswith("Parent ID number,ID number,Short name,Description,")
    assert len(HEADERS) == REQUIRED
    assert moodle_framework({}).decode().splitlines() == [first]


@pytest.mark.parametrize(
    "name", ['Back\\"slash, <b>bold</b>', "x" * 150, "line\nbreak"], ids=["marks", "long", "lines"]
)
def test_names_moodle_would_change_or_trip_over(marts, name):
    tiers = marts["framework_tiers"].assign(name_en=[f"{name[:40]} {n}" for n in range(5)])
    dimensions = marts["framework_dimensions"].assign(name_en=name)
    awkward = {**marts, "framework_tiers": tiers, "framework_dimensions": dimensions}
    framework, tree = import_framework(moodle_framework(awkward))
    assert len(framework["scale"].split(",")) == 5
    assert sum(len(layer["children"]) for layer in tree.values()) == 6


@pytest.mark.parametrize("tiers", [2, 3, 5])
def test_every_ladder_has_a_default_and_a_proficient_value(marts, tiers):
    short = {**marts, "framework_tiers": marts["framework_tiers"].head(tiers)}
    import_framework(moodle_framework(short))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'""scaledefault"": 1', b'""scaledefault"": 0'),
        (b'""proficient"": 1', b'""proficient"": 0'),
        (b"domain,competency", b"domain,ability"),
        ("ladder:layer:base,Base 基础层".encode(), b"ladder:layer:base,"),
        (b",,1,", b",,0,"),
    ],
)
def test_the_port_refuses_what_moodle_refuses(marts, old, new):
    content = moodle_framework(marts)
    assert old in content
    with pytest.raises((ImportFailed, KeyError)):
        import_framework(content.replace(old, new))


def test_without_dimensions_there_are_layers_alone(marts):
    empty = {**marts, "framework_dimensions": pd.DataFrame(columns=["dimension", "position"])}
    _, tree = import_framework(moodle_framework(empty))
    assert all(not layer["children"] for layer in tree.values())
