"""docs/requirements.md has every row of the source documents once, and what it names exists."""

import re
from pathlib import Path

import pytest
import yaml

from assets.contracts.catalogue import TABLES
from competency.framework import Framework
from competency.loading import load_framework
from pipelines.cli import COMMANDS, ladder

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "requirements.md").read_text("utf-8")
ROWS = re.findall(r"^\| (S\d-\d{3}) \| (.+?) \| (.+?) \|$", TEXT, re.M)
#: First and last row of each source document.
DOCUMENTS = {"S0": (2, 102), "S1": (1, 35), "S2": (1, 52), "S3": (2, 28), "S4": (2, 25)}
MARTS = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").glob("*.sql")}
MART_COLUMNS = {
    f"{model['name']}.{column['name']}"
    for path in (ROOT / "dbt_project" / "models" / "marts").glob("*.yml")
    for model in yaml.safe_load(path.read_text("utf-8")).get("models", [])
    for column in model.get("columns", [])
}
EXPORTS = {f"{table.key}.{column.name}" for table in TABLES for column in table.columns}
EXPORTS |= {table.key for table in TABLES}
PAGES = {
    page
    for path in (ROOT / "assets" / "report").glob("*.py")
    for page in re.findall(r'"((?:analysis/)?\w+\.html)"', path.read_text("utf-8"))
} | {
    page.replace("{folder}", "teams/TEAM")
    for path in (ROOT / "assets" / "report").glob("*.py")
    for page in re.findall(r'f"(\{folder\}/\w+\.html)"', path.read_text("utf-8"))
}
TARGETS = set(re.findall(r"^([a-z_]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def _settings(framework: Framework) -> set[str]:
    """Sections, their keys, and the keys of layers, dimensions, indicators and tiers."""
    found: set[str] = set()

    def walk(place: str, value: object) -> None:
        if place:
            found.add(place)
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{place}.{key}" if place else str(key), inner)

    walk("", framework.model_dump())
    named = (framework.layers, framework.dimensions, framework.indicators, framework.ladder.tiers)
    return found | {one.key for group in named for one in group}


SETTINGS = _settings(load_framework())


def unknown(where: str) -> list[str]:
    """What a row names that is not there."""
    missing = []
    for name in re.findall(r"`(.+?)`", where):
        if name.startswith("ladder "):
            known = is_command(name.split()[1:])
        elif name.startswith("make "):
            known = name.split()[1] in TARGETS
        elif name.endswith(".html"):
            known = name in PAGES
        elif "/" in name and not name.startswith("delivery/"):
            known = name in EXPORTS
        elif name.startswith("delivery/"):
            known = Path(name).name in _delivered()
        else:
            known = name in MARTS or name in MART_COLUMNS or name in SETTINGS
        if not known:
            missing.append(name)
    links = re.findall(r"\]\((\w+\.md)\)", where)
    return missing + [link for link in links if not (ROOT / "docs" / link).is_file()]


def is_command(words: list[str]) -> bool:
    """Whether `ladder` takes these words."""
    if words[0] not in COMMANDS:
        return False
    command = ladder.commands.get(words[0]) or ladder.get_command(None, words[0])  # type: ignore[arg-type]
    return len(words) == 1 or words[1] in getattr(command, "commands", {})


def _delivered() -> set[str]:
    sources = (path.read_text("utf-8") for path in (ROOT / "assets" / "delivery").glob("*.py"))
    return {
        name for text in sources for name in re.findall(r'"([\w-]+\.(?:csv|jsonl?|txt))"', text)
    }


def test_every_row_of_the_documents_stands_there_once() -> None:
    expected = [
        f"{document}-{number:03}"
        for document, (first, last) in DOCUMENTS.items()
        for number in range(first, last + 1)
    ]
    assert sorted(key for key, _, _ in ROWS) == expected
    assert len(re.findall(r"^\| S\d", TEXT, re.M)) == len(ROWS)


def test_what_rows_name_exists() -> None:
    assert {key: unknown(where) for key, _, where in ROWS if unknown(where)} == {}


def test_a_row_says_where_or_why_not() -> None:
    said = re.compile(r"`.+?`|\]\(\w+\.md\)|^As S\d-\d{3}$|^Outside|^This project$")
    assert [(key, what) for key, what, where in ROWS if not said.search(where)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "`agent_scorez`", "`agent_scores.colour`", "`nowhere.html`", "`ladder frobnicate`",
        "`ladder config frobnicate`", "`make coffee`", "`lms/courses.smell`", "`paths.colour`",
        "[gone](gone.md)", "`delivery/gone.csv`",
    ],
)  # fmt: skip
def test_a_row_that_names_what_is_not_there_is_caught(wrong: str) -> None:
    assert unknown(f"Delivered by {wrong}") == [
        wrong.strip("`").removeprefix("[gone](").rstrip(")")
    ]
