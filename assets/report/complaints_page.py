"""The content of the complaints page: root causes, closing, how alike policies are explained."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.report.complaint_closing import closing
from assets.report.complaint_pareto import CHANGES, pareto, percent
from assets.report.framework_words import setting
from assets.report.policy_lines import AGENTS_STATES, STATES, policies
from assets.report.suppression import SMALLEST


def complaints_content(marts: Mapping[str, pd.DataFrame], people: int) -> dict[str, Any]:
    """What `complaints.html` is told; a missing mart leaves its part saying so.

    Args:
        marts: frames by mart name; any may be missing.
        people: how many the centre has; of fewer than five nothing is shown.
    """
    shown = marts if people >= SMALLEST else {"framework": marts.get("framework", pd.DataFrame())}
    target = setting(marts, "complaints", "closed_in_time")
    policy_error = setting(marts, "complaints", "policy_error")
    return {
        "pareto": pareto(shown),
        "changes": CHANGES,
        "back_days": _number(setting(marts, "repeat_contact_days")),
        "months": _number(setting(marts, "window_months")),
        "closing": closing(shown, target),
        "closure_hours": _number(setting(marts, "closure_hours")),
        "target": percent(target),
        "policies": policies(shown, policy_error),
        "policy_states": STATES,
        "agents_states": AGENTS_STATES,
        "policy_error": percent(policy_error),
        "policy_pass": percent(setting(marts, "complaints", "policy_pass")),
        "policy_months": _number(setting(marts, "complaints", "policy_months")),
    }


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
