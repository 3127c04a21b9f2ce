"""Stands in for dbt where sqlfluff renders SQL: macros are DuckDB's, all months are built."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def _dispatch(context: Context, name: str, _package: str) -> Callable[..., Any]:
    macro: Callable[..., Any] = context[f"default__{name}"]
    return macro


adapter = SimpleNamespace(dispatch=_dispatch)
execute = False


def by_month() -> str:
    """How a table that is built by the month is materialised."""
    return "table"


def changed_months(_months: str) -> None:
    """All of them."""


def within_months(_column: str, _months: None, days_after: int = 0) -> str:
    """True for rows of all months."""
    del days_after
    return "true"


def code_hash() -> str:
    """Hash of the code."""
    return "0"


def longest_repeat_days() -> int:
    """Days of a repeat."""
    return 0
