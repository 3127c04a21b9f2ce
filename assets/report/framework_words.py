"""What only the whole configuration (mart `framework`) has: layers, weeks' milestones, settings."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from assets.report.text import Text


def layer_names(marts: Mapping[str, pd.DataFrame]) -> dict[str, Text]:
    """Names of the layers by key."""
    return {one["key"]: _text(one["name"]) for one in _framework(marts).get("layers", [])}


def milestone_names(marts: Mapping[str, pd.DataFrame]) -> dict[int, Text]:
    """Names of the new hires' milestones by week."""
    rules = _framework(marts).get("on_duty") or {}
    return {int(one["week"]): _text(one["name"]) for one in rules.get("milestones", [])}


def setting(marts: Mapping[str, pd.DataFrame], *keys: str) -> Any:
    """A setting by its keys from the outside in; None where there is none."""
    found: Any = _framework(marts)
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _framework(marts: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    frame = marts.get("framework")
    if frame is None or frame.empty:
        return {}
    return _parsed(frame["framework_json"].iloc[0])


@lru_cache(maxsize=4)
def _parsed(framework_json: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(framework_json)
    return found


def _text(name: Mapping[str, str]) -> Text:
    return Text(name["en"], name["zh"])
