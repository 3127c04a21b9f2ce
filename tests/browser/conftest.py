"""Chromium, and the sites it visits, once for all tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.sites import build_made_up, build_simulated

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browser.visit import Visit

# `make test_browser` installs Playwright; elsewhere these tests cannot even be read.
collect_ignore_glob = [] if find_spec("playwright") else ["*.py"]

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """The browser of this machine; without one the whole run ends with what to install."""
    named = os.environ.get("LADDER_CHROMIUM")
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return found
    return pytest.exit(
        f"no Chromium on the path (looked for {named or ', '.join(NAMES)}): install one, on Debian "
        "or Ubuntu with `apt-get install chromium`, or name its program in LADDER_CHROMIUM",
        returncode=1,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One browser for all; every name of the network is unknown to it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made_up_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_made_up(tmp_path_factory.mktemp("made_up"))


@pytest.fixture(scope="session")
def simulated_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_simulated(tmp_path_factory.mktemp("simulated"))


@pytest.fixture
def visit(browser: "Browser", made_up_site: Path) -> Iterator["Visit"]:
    """A fresh tab for the made-up site."""
    from browser.visit import visiting

    with visiting(browser, made_up_site.as_uri()) as tab:
        yield tab


@pytest.fixture
def spoil(made_up_site: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Adds something to the end of the shortest team's page, in a copy of the site."""

    def write(added: str, before: str = "</main>") -> Path:
        site = Path(shutil.copytree(made_up_site, tmp_path / "site", dirs_exist_ok=True))
        page = min(site.glob("teams/*/index.html"), key=lambda one: one.stat().st_size)
        text = page.read_text("utf-8").replace(before, f"{added}{before}", 1)
        page.write_text(text, encoding="utf-8")
        return page

    return write
