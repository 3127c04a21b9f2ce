"""A page opened in Chromium: what it asked for, what it complained of, and its switches."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

WIDTHS = {"wide": 1440, "phone": 390}
HEIGHT = 900


class State(NamedTuple):
    """How a page is looked at."""

    language: str
    theme: str
    width: str

    def __str__(self) -> str:
        return "/".join(self)


# Every language with every theme, and with every width.
STATES = (
    State("en", "light", "wide"),
    State("zh", "dark", "wide"),
    State("zh", "light", "phone"),
    State("en", "dark", "phone"),
)
PROBES = Path(__file__).with_name("probes.js")


class Visit:
    """A tab of the browser, with what it heard.

    Args:
        page: the tab.
        home: addresses the pages may ask for begin with this.
    """

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.user = ""
        self.asked: list[str] = []
        self.heard: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", lambda one: self.outside.append(f"failed: {one.url}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.heard.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"data", "blob"}:
            return
        self.asked.append(request.url)
        if not request.url.startswith(self.home):
            self.outside.append(f"asked for: {request.url}")

    def open(self, address: str) -> None:
        """Go to a page; what was heard of the one before is forgotten."""
        for kept in (self.asked, self.heard, self.outside):
            kept.clear()
        # A served page asks who is signed in; left before the answer, that would count as failed.
        served = address.startswith("http")
        self.page.goto(address, wait_until="networkidle" if served else "load")

    def turn(self, state: State) -> None:
        """Bring the page into a state with its own switches, charts drawn."""
        page = self.page
        if page.viewport_size != {"width": WIDTHS[state.width], "height": HEIGHT}:
            page.set_viewport_size({"width": WIDTHS[state.width], "height": HEIGHT})
        # Clicks of the script: a person's are tested elsewhere, and take their time to scroll.
        page.evaluate("(to) => probes.turn(...to)", [state.language, state.theme])
        self.draw()

    def draw(self) -> list[str]:
        """Kinds of the charts that stay undrawn after they were on the screen."""
        if not self.page.evaluate("probes.undrawn()"):
            return []
        self.page.evaluate("probes.showCharts()")
        for _ in range(20):
            left: list[str] = self.page.evaluate("probes.undrawn()")
            if not left:
                break
            self.page.wait_for_timeout(50)
        return left

    def unfold(self) -> None:
        """Open all that can be opened."""
        self.page.evaluate(
            "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
        )

    def links(self) -> set[str]:
        """Paths of the site's own pages and files that are linked to, without their anchors."""
        found = self.page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)")
        return {unquote(urlsplit(urldefrag(one)[0]).path) for one in found}


@contextmanager
def visiting(browser: Browser, home: str) -> Iterator[Visit]:
    """A tab with a memory of its own, in English and light, 1440 px wide; closed at the end."""
    context = browser.new_context(
        locale="en-GB",
        color_scheme="light",
        viewport={"width": WIDTHS["wide"], "height": HEIGHT},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(path=PROBES)
    try:
        yield Visit(context.new_page(), home)
    finally:
        context.close()
