"""Templates of all pages: escaping on, a complaint about every unknown name, one look."""

import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assets.delivery.csv_text import seen
from assets.report.charts.tier_class import tier_class
from assets.report.text import Text, both, render

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def page_environment(folder: Path = TEMPLATES, style: str | None = None) -> Environment:
    """Templates of a folder, and of the report beside them, with what every page says and shows.

    A page that is given `root`, the way to the report's folder, takes look and script from
    `shared/` there; any other carries them within, to stand alone.

    Args:
        folder: where the page's own templates lie.
        style: style sheet in it that comes after the report's, for pages that stand alone.
    """
    env = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        # Text of the exports may hold characters that turn the words after it round.
        finalize=lambda value: seen(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled(),
    )
    sheets = [STATIC / "ladder.css"] + ([folder / style] if style else [])
    look = "".join(sheet.read_text("utf-8") for sheet in sheets)
    env.globals.update(
        t=_say,
        show=render,
        text=Text,
        tier_class=tier_class,
        style=Markup(look),  # noqa: S704 - our own files
        script=Markup((STATIC / "ladder.js").read_text("utf-8")),  # noqa: S704 - our own file
    )
    env.filters["json"] = page_json
    return env


def _compiled() -> FileSystemBytecodeCache | None:
    """Templates compiled beside their source, as Python's own modules are, and where it may."""
    folder = TEMPLATES / "__pycache__"
    if sys.dont_write_bytecode:
        return None
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@lru_cache(maxsize=10_000)
def _fixed(en: str, zh: str) -> Markup:
    return render(both(en, zh))


def _say(en: str, zh: str, **values: Any) -> Markup:
    return render(both(en, zh, **values)) if values else _fixed(en, zh)


def page_json(value: Any) -> Markup:
    r"""Data for a script, as JSON that cannot end the element it stands in; pairs of words by name.

    >>> page_json({"name": "</script>", "title": Text("Yes", "是")})
    Markup('{"name":"\\u003c/script\\u003e","title":{"en":"Yes","zh":"是"}}')
    """
    written = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Markup(written)  # noqa: S704 - nothing is left in it that HTML reads


def _plain(value: Any) -> Any:
    """Pairs of words become objects, which JSON would write as lists."""
    if isinstance(value, Text):
        return value._asdict()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
