"""Writes the what-if as one self-contained page in both languages, pictures first."""

from pathlib import Path
from typing import Any

from jinja2 import Environment

from assets.report.environment import page_environment
from assets.report.numbers import DASH, minutes, percent, score, signed
from assets.report.text import Text
from assets.what_if import pictures
from assets.what_if.words import ATTRIBUTES, NO_TIER, change_words, in_force_words

#: A page with more rows is slow to open; `--json` has all.
MOST_PEOPLE, MOST_TEAMS = 500, 30

_TEMPLATES = Path(__file__).parent / "templates"


def write_page(record: dict[str, Any], path: Path) -> None:
    """Write the page of a what-if.

    Args:
        record: as `record.record_of` returns it.
        path: the file; its folder is made if it is not there.
    """
    names = {
        one["tier"]: Text(one["name_en"], one["name_zh"]) for one in record["tiers"] if one["tier"]
    }
    page = _environment().get_template("what_if.html").render(
        record=record,
        tier_name=lambda tier: names.get(tier, NO_TIER),
        weights=pictures.weight_rows(record["dimensions"]),
        tiers=pictures.tier_rows(record["tiers"]),
        fairness=pictures.fairness_pictures(record["fairness"]),
        in_force=in_force_words(record["in_force"]),
        shown=[one for one in record["changes"] if one["effect"] == "shown"],
        others=[one for one in record["changes"] if one["effect"] == "none"],
        moved=sorted(record["moved"], key=_by_change)[:MOST_PEOPLE],
        teams=[one for one in record["teams"] if one["moved"]][:MOST_TEAMS],
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.encode("utf-8"))


def _by_change(one: dict[str, Any]) -> tuple[float, str]:
    old, new = one["composite_before"], one["composite_after"]
    return (0.0 if old is None or new is None else -abs(new - old), one["agent_id"])


def _environment() -> Environment:
    env = page_environment(_TEMPLATES, "what_if.css")
    constants: dict[str, Any] = {
        "one_decimal": lambda value: DASH if value is None else f"{value:.1f}",
        "score": score,
        "signed": signed,
        "percent": percent,
        "minutes": minutes,
        "change_words": change_words,
        "attribute": ATTRIBUTES.__getitem__,
    }
    env.globals.update(constants)
    return env
