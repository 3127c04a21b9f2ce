"""The content of the service-quality page: the month, what is unusual, and what to look at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from assets.report.contrasts import STATES as CONTRAST_STATES
from assets.report.contrasts import contrasts
from assets.report.findings import chance_words, finding_counts
from assets.report.framework_words import setting
from assets.report.service_trends import STATES, service_trends
from assets.report.teams import Team
from assets.report.theme_alarms import theme_alarms


def quality_content(
    marts: Mapping[str, pd.DataFrame], teams: Sequence[Team], period: date
) -> dict[str, Any]:
    """What `quality.html` is told; a missing mart leaves its part saying so.

    Args:
        marts: frames by mart name; any may be missing.
        teams: with their names.
        period: the newest month scored.
    """
    findings = finding_counts(marts)
    return {
        "trends": service_trends(marts, teams, period),
        "states": STATES,
        "themes": theme_alarms(marts),
        "contrasts": contrasts(marts),
        "contrast_states": CONTRAST_STATES,
        "contrast_months": setting(marts, "monitoring", "contrasts", "months"),
        "findings": findings,
        "finding_effects": chance_words(findings) if findings else None,
        "false_alarms": setting(marts, "monitoring", "false_alarms_per_quarter"),
    }
