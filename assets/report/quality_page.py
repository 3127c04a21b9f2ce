"""The content of the service-quality page: what is unusual now, and what to look at."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.report.framework_words import setting
from assets.report.theme_alarms import theme_alarms


def quality_content(marts: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What `quality.html` is told; a missing mart leaves its part saying so.

    Args:
        marts: frames by mart name; any may be missing.
    """
    return {
        "themes": theme_alarms(marts),
        "false_alarms": setting(marts, "monitoring", "false_alarms_per_quarter"),
    }
