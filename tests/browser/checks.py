"""What can be wrong with an open page: each check gives its faults in words."""

from typing import cast

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def _ask(page: Page, question: str) -> list[str]:
    return cast("list[str]", page.evaluate(f"probes.{question}()"))


def _ask_axe(page: Page, question: str) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    return _ask(page, question)


def inaccessible(page: Page) -> list[str]:
    """Serious and critical violations found by axe-core in what can be seen now, but contrast."""
    return _ask_axe(page, "inaccessible")


def pale(page: Page) -> list[str]:
    """Too little contrast, by axe-core: of all words that look the same, the first two."""
    return _ask_axe(page, "pale")


def overflowing(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return _ask(page, "overflowing")


def cut_in_print(page: Page) -> list[str]:
    """What does not fit on the sheet, under the media and at the width of the page now."""
    return _ask(page, "cut")


def unreachable(page: Page, limit: int = 1500) -> list[str]:
    """Tab through the page: what is not reached, or is reached unseen or unmarked."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    faults: dict[str, None] = {}
    for _ in range(limit):
        page.keyboard.press("Tab")
        found = page.evaluate("probes.focused()")
        if found is None:
            break
        faults.update(dict.fromkeys(found))
    return [*faults, *_ask(page, "unreached")]
