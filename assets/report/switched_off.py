"""Indicators that do not count, with the reason in the config."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.report.names import Names
from assets.report.records import records
from assets.report.text import pair


def switched_off(marts: Mapping[str, pd.DataFrame], names: Names) -> list[dict[str, Any]]:
    """One entry an indicator that is switched off."""
    return [
        {
            "name": names.indicator(row["indicator"]),
            "dimension": names.dimension(row.get("dimension")),
            "reason": pair(row.get("reason_off"), row.get("reason_off_zh")),
        }
        for row in records(marts, "framework_indicators")
        if not row.get("enabled")
    ]
