"""Tables and figures in Markdown, and the blocks of a page that a program writes."""

import math
import re
from collections.abc import Sequence

_BLOCK = "<!-- bench:{name} -->\n{text}\n<!-- /bench -->"


def fill(page: str, blocks: dict[str, str]) -> str:
    r"""Replace what stands in the blocks of a page.

    >>> fill("a\n<!-- bench:x -->\nold\n<!-- /bench -->\nb", {"x": "new", "y": "not here"})
    'a\n<!-- bench:x -->\nnew\n<!-- /bench -->\nb'
    """

    def block(found: re.Match[str]) -> str:
        name = found[1]
        return _BLOCK.format(name=name, text=blocks[name]) if name in blocks else found[0]

    return re.sub(r"<!-- bench:(\w+) -->\n.*?<!-- /bench -->", block, page, flags=re.DOTALL)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; the first column is text, the others are figures."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def number(value: float | None, digits: int = 3) -> str:
    """A figure as people read it; a dash where there is none."""
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{float(f'{value:.{digits}g}'):g}"
