"""Using the pages: keys, switches, search, filter, sorting, copying a row, windows that open."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.checks import inaccessible, overflowing, pale, unreachable
from browser.sites import kind, page_paths
from browser.visit import STATES, Visit, visiting

pytestmark = pytest.mark.browser


def one_of_each(site: Path) -> list[str]:
    """The largest page of every sort."""
    found: dict[str, str] = {}
    for path in sorted(page_paths(site), key=lambda one: (site / one).stat().st_size):
        found[kind(path)] = path
    return list(found.values())


@pytest.fixture
def team(visit: Visit, made_up_site: Path) -> Page:
    """The largest team's page, open."""
    path = next(one for one in one_of_each(made_up_site) if kind(one) == "team")
    visit.open(f"{visit.home}/{quote(path)}")
    return visit.page


def test_everything_is_reached_by_keys(visit: Visit, made_up_site: Path) -> None:
    faults = []
    for path in one_of_each(made_up_site):
        visit.open(f"{visit.home}/{quote(path)}")
        faults += [f"{path}: {one}" for one in unreachable(visit.page)]
    assert faults == []


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('<button type="button" tabindex="-1">Never</button>', "not reached by Tab"),
        ('<button type="button" style="outline: none">Bare</button>', "no ring"),
        ('<a href="#todo" style="position: absolute; left: -999px">Off</a>', "nothing is seen"),
    ],
)
def test_what_keys_cannot_do_is_found(
    visit: Visit, spoil: Callable[[str], Path], added: str, told: str
) -> None:
    visit.open(spoil(added).as_uri())
    assert any(told in one for one in unreachable(visit.page))


def test_the_first_key_leads_past_the_head(team: Page) -> None:
    team.keyboard.press("Tab")
    skip = team.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    team.keyboard.press("Enter")
    team.keyboard.press("Tab")
    assert team.evaluate("document.getElementById('main').contains(document.activeElement)")


def looks(page: Page) -> list[str]:
    """Language and theme now."""
    return page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]")


def test_language_and_theme_are_kept_from_page_to_page(visit: Visit, team: Page) -> None:
    assert looks(team) == ["en", "light"]
    team.get_by_role("button", name="中文").click()
    team.locator("#theme").press("Enter")
    visit.open(f"{visit.home}/index.html")
    assert looks(team) == ["zh-CN", "dark"]
    assert "截至" in team.locator(".when").inner_text()
    assert "As of" not in team.locator(".when").inner_text()
    team.reload()
    assert team.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(team.locator("#theme")).to_have_attribute("aria-pressed", "true")


def test_search_finds_people_by_a_part_of_their_name(team: Page) -> None:
    rows = team.locator("table.standing tbody tr")
    before = rows.count()
    team.get_by_role("searchbox").fill("<script>")
    assert team.locator("table.standing tbody tr:visible").count() == 1
    assert (
        "<script>alert(1)</script>" in team.locator("table.standing tbody tr:visible").inner_text()
    )
    assert int(team.locator("#found").inner_text().split()[0]) >= 1
    team.get_by_role("searchbox").fill("nobody is called this")
    assert team.locator("#found").inner_text() == "no row matches"
    team.get_by_role("searchbox").fill("")
    assert team.locator("table.standing tbody tr:visible").count() == before


def test_the_filter_shows_one_tier(team: Page) -> None:
    all_tiers = team.locator("table.standing tbody tr").evaluate_all(
        "(rows) => rows.map((r) => r.dataset.tier)"
    )
    tier = max(set(all_tiers) - {"0"}, key=all_tiers.count)
    team.locator(f".filters button[data-tier='{tier}']").click()
    shown = team.locator("table.standing tbody tr:visible")
    assert shown.count() == all_tiers.count(tier)
    expect(team.locator(f".filters button[data-tier='{tier}']")).to_have_attribute(
        "aria-pressed", "true"
    )
    team.locator(".filters button[data-tier='']").click()
    assert shown.count() == len(all_tiers)


def test_sorting_by_keys_both_ways(team: Page) -> None:
    head = team.locator("table.standing th").filter(has_text="Score").last
    cells = team.locator("table.standing tbody tr > :nth-child(4)")
    scores = "(cells) => cells.map((cell) => Number(cell.dataset.value))"
    head.locator("button.sort").focus()
    team.keyboard.press("Enter")
    up = cells.evaluate_all(scores)
    assert up == sorted(up)
    expect(head).to_have_attribute("aria-sort", "ascending")
    team.keyboard.press("Enter")
    down = cells.evaluate_all(scores)
    assert down == sorted(up, reverse=True)
    assert up != down


def test_a_copied_row_is_words_and_no_formula(team: Page) -> None:
    row = team.locator("tr:has(button.copy-row)").filter(has_text="=cmd").first
    button = row.locator("button.copy-row")
    button.scroll_into_view_if_needed()
    button.click()
    expect(team.locator("#copied")).to_have_text("Row copied")
    copied = team.evaluate("navigator.clipboard.readText()")
    cells = copied.split("\t")
    assert any(cell.startswith("'=cmd|' /C calc'!A0") for cell in cells), copied
    assert not any(cell[:1] in set("=+@") for cell in cells)
    words = " ".join(row.locator("th, td:not(.copying):not(.picture)").all_inner_texts())
    assert all(word in words for word in cells[-1].split()), copied


def test_a_copied_row_speaks_the_language_of_the_page(team: Page) -> None:
    team.get_by_role("button", name="中文").click()
    team.locator("button.copy-row:visible").first.click()
    copied = team.evaluate("navigator.clipboard.readText()")
    other = team.locator("tr:has(button.copy-row) [data-lang='en']").evaluate_all(
        "(found) => found.map((one) => one.textContent.trim()).filter((words) => words.length > 8)"
    )
    assert copied.strip()
    assert not [words for words in other if words in copied]


def test_windows_that_open_can_be_read_used_and_closed(visit: Visit, made_up_site: Path) -> None:
    """Every sort of page that has a window: each state, by keys, Escape leads back."""
    opened = 0
    for path in one_of_each(made_up_site):
        visit.open(f"{visit.home}/{quote(path)}")
        page = visit.page
        for state in STATES:
            visit.turn(state)
            openers = page.locator("button[aria-haspopup='dialog']:visible, button.quiet:visible")
            if openers.count() == 0:
                continue
            opener = openers.first
            opener.focus()
            page.keyboard.press("Enter")
            if page.locator("dialog[open]").count() == 0:
                continue
            opened += 1
            told = f"{path} {state}"
            assert page.evaluate(
                "document.querySelector('dialog[open]').contains(document.activeElement)"
            ), told
            assert overflowing(page) == [], told
            assert inaccessible(page) + pale(page) == [], told
            box = page.locator("dialog[open]").bounding_box()
            assert box, told
            assert box["x"] >= 0, told
            page.keyboard.press("Escape")
            expect(page.locator("dialog[open]")).to_have_count(0)
            expect(opener).to_be_focused()
        assert visit.heard == []
    assert opened


def test_a_phone_can_be_turned(browser: Browser, made_up_site: Path) -> None:
    """Charts are drawn anew for the width: none stays as it was, none is wider than its box."""
    with visiting(browser, made_up_site.as_uri()) as visit:
        for path in one_of_each(made_up_site):
            visit.open(f"{visit.home}/{quote(path)}")
            for width in (390, 844, 1440):
                visit.page.set_viewport_size({"width": width, "height": 800})
                assert visit.draw() == [], (path, width)
                assert overflowing(visit.page) == [], (path, width)
