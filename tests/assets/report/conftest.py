"""A made-up run, and the pages written from it once for all tests."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import Node, read_page

#: Pages that are no team's.
OTHERS = ("index", "courses", "content", "measures", "sampling", "library")


@pytest.fixture(scope="session")
def marts() -> dict[str, pd.DataFrame]:
    return make_marts()


@pytest.fixture(scope="session")
def run() -> dict[str, Any]:
    return make_run()


@pytest.fixture(scope="session")
def pages(marts, tmp_path_factory) -> dict[str, Path]:
    """Pages of a degraded run by name, a team's by its folder."""
    index = build_report(marts, make_run(degraded=True), tmp_path_factory.mktemp("report"))
    return {
        "index": index,
        "courses": index.parent / "courses.html",
        "content": index.parent / "content.html",
        "library": index.parent / "library.html",
        "measures": index.parent / "analysis" / "measures.html",
        "sampling": index.parent / "analysis" / "sampling.html",
        **{p.parent.name: p for p in sorted(index.parent.glob("teams/*/index.html"))},
    }


@pytest.fixture(scope="session")
def trees(pages) -> dict[str, Node]:
    """The pages, parsed."""
    return {name: read_page(path) for name, path in pages.items()}


@pytest.fixture(scope="session")
def index(trees) -> Node:
    return trees["index"]


@pytest.fixture(scope="session")
def courses(trees) -> Node:
    return trees["courses"]


@pytest.fixture(scope="session")
def measures(trees) -> Node:
    return trees["measures"]


@pytest.fixture(scope="session")
def teams(trees) -> dict[str, Node]:
    """Team pages by the name in their heading."""
    pages = [tree for name, tree in trees.items() if name not in OTHERS]
    return {page.find("h1")[0].text().strip(): page for page in pages}
