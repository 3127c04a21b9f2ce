"""A made-up run, and the pages written from it once for all tests."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.report.build import build_report
from report.made_up_run import make_marts, make_run
from report.page_reader import Node, read_page


@pytest.fixture(scope="session")
def marts() -> dict[str, pd.DataFrame]:
    return make_marts()


@pytest.fixture(scope="session")
def run() -> dict[str, Any]:
    return make_run()


@pytest.fixture(scope="session")
def pages(marts, tmp_path_factory) -> dict[str, Path]:
    """Pages of a degraded run by name: `index`, then a page a team."""
    index = build_report(marts, make_run(degraded=True), tmp_path_factory.mktemp("report"))
    return {
        "index": index,
        **{p.stem: p for p in sorted((index.parent / "teams").iterdir())},
    }


@pytest.fixture(scope="session")
def index(pages) -> Node:
    return read_page(pages["index"])


@pytest.fixture(scope="session")
def teams(pages) -> dict[str, Node]:
    """Team pages by the name in their heading."""
    trees = [read_page(p) for name, p in pages.items() if name != "index"]
    return {t.find("h1")[0].text().strip(): t for t in trees}
