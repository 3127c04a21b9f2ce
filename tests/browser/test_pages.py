"""Every page of a site in Chromium: both languages, light and dark, 1440 and 390 px wide."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from browser.checks import inaccessible, overflowing, pale
from browser.sites import audited, page_paths
from browser.visit import STATES, Visit, visiting

pytestmark = pytest.mark.browser

Faults = dict[str, list[str]]


def look_at(visit: Visit, site: Path, paths: list[str]) -> Faults:
    """All faults of pages, by check."""
    faults: Faults = defaultdict(list)
    deep = audited(paths)
    for path in paths:
        visit.open(f"{visit.home}/{quote(path)}")
        for place in visit.links():
            if place.startswith(site.as_posix()) and not Path(place).is_file():
                faults["links"].append(f"{path}: {Path(place).relative_to(site)} is not there")
        drawn = {}
        for number, state in enumerate(STATES):
            visit.turn(state)
            faults["charts"] += [f"{path} {state}: {one} is not drawn" for one in visit.draw()]
            faults["overflow"] += [f"{path} {state}: {one}" for one in overflowing(visit.page)]
            # Axe takes its time: structure folded and unfolded, contrast light and dark.
            if number in {0, 2} and path in deep:
                faults["axe"] += [f"{path} {state}: {one}" for one in inaccessible(visit.page)]
            visit.unfold()
            if number in {0, 1} and path in deep:
                faults["axe"] += [f"{path} {state}: {one}" for one in pale(visit.page)]
            drawn[number] = visit.page.evaluate("probes.chartWords()")
        faults["language"] += [f"{path}: {one}" for one in _untranslated(drawn)]
        faults["console"] += [f"{path}: {one}" for one in visit.heard]
        faults["requests"] += [f"{path}: {one}" for one in visit.outside]
    return faults


def _untranslated(drawn: dict[int, list[list[str]]]) -> list[str]:
    """Charts whose words or name stay when the language changes."""
    faults = []
    for (chart, chinese, name), (_, english, other) in zip(drawn[2], drawn[3], strict=True):
        if name == other:
            faults.append(f"{chart} has the same name in both languages")
        if chinese == english and any(letter.isalpha() for letter in chinese):
            faults.append(f"{chart} has the same words in both languages: {chinese[:60]!r}")
    return faults


@pytest.fixture(scope="module")
def made_up_faults(browser: Browser, made_up_site: Path) -> Faults:
    with visiting(browser, made_up_site.as_uri()) as visit:
        return look_at(visit, made_up_site, page_paths(made_up_site))


@pytest.fixture(scope="module")
def simulated_faults(browser: Browser, simulated_site: Path) -> Faults:
    with visiting(browser, simulated_site.as_uri()) as visit:
        return look_at(visit, simulated_site, page_paths(simulated_site))


CHECKS = ("console", "requests", "links", "charts", "language", "overflow", "axe")


@pytest.mark.parametrize("check", CHECKS)
def test_made_up_pages(made_up_faults: Faults, check: str) -> None:
    assert _told(made_up_faults[check]) == ""


@pytest.mark.parametrize("check", CHECKS)
def test_simulated_pages(simulated_faults: Faults, check: str) -> None:
    assert _told(simulated_faults[check]) == ""


def _told(faults: list[str]) -> str:
    return "\n".join([f"{len(faults)} faults", *faults[:40]]) if faults else ""


PLOT = (
    '<figure class="plot" data-chart="{kind}"><div class="picture" role="img" data-en="{en}"'
    ' data-zh="{zh}"></div><script type="application/json">{{}}</script></figure>'
)
DRAWN = """<script>document.addEventListener("DOMContentLoaded", () => ladder.chart("fixed", () => {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.textContent = "words";
  return picture;
}));</script>"""
# By check, and what of it.
SPOILED = {
    "console": "<script>console.error('wrong')</script>",
    "console, warning": "<script>console.warn('odd')</script>",
    "console, script": "<script>nothing.there()</script>",
    "requests": '<img src="https://example.org/pixel.png" alt="">',
    "requests, missing file": '<img src="missing.png" alt="">',
    "links": '<a href="agents/nobody.html">Nobody</a>',
    "charts": PLOT.format(kind="unknown", en="A", zh="甲"),
    "language, name": DRAWN + PLOT.format(kind="fixed", en="Same", zh="Same"),
    "language, words": DRAWN + PLOT.format(kind="fixed", en="A", zh="甲"),
    "overflow": '<table><tr><td style="min-width: 1600px">wide</td></tr></table>',
    "overflow, phone": f'<p style="white-space: nowrap">{"no break " * 20}</p>',
    "axe": '<button type="button"></button>',
    "axe, picture": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "axe, contrast": '<p style="color: #999; background: #aaa">pale</p>',
    "axe, dark only": '<p style="color: #1b2730">dark on dark</p>',
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_fault_is_found(browser: Browser, spoil: Callable[[str], Path], name: str) -> None:
    page = spoil(SPOILED[name])
    site = page.parents[2]
    with visiting(browser, site.as_uri()) as visit:
        faults = look_at(visit, site, [page.relative_to(site).as_posix()])
    assert faults[name.partition(",")[0]], name
