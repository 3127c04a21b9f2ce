"""What a page weighs with all it loads, and how soon its first words are seen."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from browser.sites import kind, page_paths
from browser.visit import Visit, visiting

pytestmark = pytest.mark.browser

BYTES = {"team": 1_500_000, "agent": 700_000}
SECONDS = 1.0


def weight(visit: Visit) -> int:
    """Bytes of the open page and of all it asked for."""
    return sum(Path(unquote(urlsplit(one).path)).stat().st_size for one in set(visit.asked))


def first_paint(visit: Visit, address: str) -> float:
    """Seconds from asking for a page to its first words, the best of three."""
    found = []
    for _ in range(3):
        visit.open(address)
        found.append(visit.page.evaluate("probes.painted()") / 1000)
    return min(found)


def heaviest(site: Path, sort: str) -> list[str]:
    """The largest page of a sort, if the site has one."""
    found = [path for path in page_paths(site) if kind(path) == sort]
    return sorted(found, key=lambda path: (site / path).stat().st_size)[-1:]


@pytest.fixture
def site(made_up_site: Path) -> Path:
    """`LADDER_BIG_REPORT` if it is set: the report of a large centre."""
    given = os.environ.get("LADDER_BIG_REPORT")
    return Path(given) if given else made_up_site


@pytest.mark.parametrize("sort", BYTES)
def test_a_page_is_light(browser: Browser, site: Path, sort: str) -> None:
    with visiting(browser, site.as_uri()) as visit:
        for path in heaviest(site, sort):
            visit.open(f"{visit.home}/{quote(path)}")
            assert weight(visit) < BYTES[sort], path


@pytest.mark.parametrize("sort", BYTES)
def test_first_words_are_seen_soon(browser: Browser, site: Path, sort: str) -> None:
    with visiting(browser, site.as_uri()) as visit:
        for path in heaviest(site, sort):
            assert first_paint(visit, f"{visit.home}/{quote(path)}") < SECONDS, path


def test_a_heavy_page_is_found(visit: Visit, spoil: Callable[[str], Path]) -> None:
    visit.open(spoil(f"<p hidden>{'words ' * 250_000}</p>").as_uri())
    assert weight(visit) > BYTES["team"]


def test_a_slow_page_is_found(visit: Visit, spoil: Callable[[str], Path]) -> None:
    busy = "<script>for (const end = Date.now() + 1200; Date.now() < end;);</script>"
    assert first_paint(visit, spoil(busy, "</head>").as_uri()) > SECONDS
