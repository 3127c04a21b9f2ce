"""Pages on A4: nothing cut, all charts drawn, few sheets."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from browser.checks import cut_in_print
from browser.sites import kind
from browser.test_use import one_of_each
from browser.visit import STATES, Visit

pytestmark = pytest.mark.browser

# 210 mm less two margins of 12 mm, at 96 px an inch.
SHEET = 703
# Sheets of a page: the parts of a team take a line each of a person.
SHEETS = {"agent": 6, "team": 14}


def sheets(page: Page) -> int:
    """Pages of the document that the browser prints."""
    return len(re.findall(rb"/Type /Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def on_paper(page: Page) -> list[str]:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    return cut_in_print(page)


def test_pages_fit_the_sheet(visit: Visit, made_up_site: Path) -> None:
    faults = []
    for path in one_of_each(made_up_site):
        for state in (STATES[0], STATES[1]):
            visit.page.emulate_media(media="screen")
            visit.open(f"{visit.home}/{quote(path)}")
            visit.turn(state)
            faults += [f"{path} {state}: {one}" for one in on_paper(visit.page)]
    assert faults == []


def test_few_sheets(visit: Visit, made_up_site: Path) -> None:
    for path in one_of_each(made_up_site):
        if kind(path) in SHEETS:
            visit.open(f"{visit.home}/{quote(path)}")
            assert 1 <= sheets(visit.page) <= SHEETS[kind(path)], path
            # Printing draws what was never on the screen.
            assert visit.page.locator("figure.plot:not(:has(.picture svg))").count() == 0, path


@pytest.mark.parametrize(
    "added",
    [
        '<table><tr><td style="min-width: 900px">wide</td></tr></table>',
        '<div style="overflow: hidden; width: 200px"><p style="width: 300px">cut</p></div>',
    ],
)
def test_what_is_cut_is_found(visit: Visit, spoil: Callable[[str], Path], added: str) -> None:
    visit.open(spoil(added).as_uri())
    assert on_paper(visit.page)


def test_many_sheets_are_found(visit: Visit, spoil: Callable[[str], Path]) -> None:
    visit.open(spoil('<div style="height: 1000cm"></div>').as_uri())
    assert sheets(visit.page) > SHEETS["team"]
