"""Templates of all pages: escaping on, a complaint about every unknown name, one look."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assets.report.charts.tier_distribution import tier_class
from assets.report.text import Text, both, render

TEMPLATES = Path(__file__).parent / "templates"


def page_environment(folder: Path = TEMPLATES, style: str = "report.css") -> Environment:
    """Templates of a folder, and of the report beside them, with what every page says and shows.

    Args:
        folder: where the page's own templates lie.
        style: style sheet in it that comes after the report's.
    """
    env = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sheets = dict.fromkeys([TEMPLATES / "report.css", folder / style])
    look = "".join(sheet.read_text("utf-8") for sheet in sheets)
    env.globals.update(
        t=lambda en, zh, **values: render(both(en, zh, **values)),
        show=render,
        text=Text,
        tier_class=tier_class,
        style=Markup(look),  # noqa: S704 - our own files
        script=Markup((TEMPLATES / "report.js").read_text("utf-8")),  # noqa: S704 - our own file
    )
    return env
