"""The content of the page on what training returns: groups of five or more, nobody by name."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.report.framework_words import setting
from assets.report.names import Names
from assets.report.proficiency import proficiency
from assets.report.retention import retention
from assets.report.suppression import SMALLEST
from assets.report.training_kinds import lectures, training_kinds
from assets.report.training_outcomes import outcome_lines
from assets.report.training_return import training_return


def return_content(marts: Mapping[str, pd.DataFrame], names: Names) -> dict[str, Any]:
    """What `return.html` is told; marts: frames by name, any may be missing."""
    claim = setting(marts, "returns", "proficiency", "claim")
    claim = 0.4 if claim is None else float(claim)
    kinds = training_kinds(marts, names)
    return {
        "claim": claim,
        "proficiency": proficiency(marts, claim),
        "retention": retention(marts),
        "outcomes": outcome_lines(marts, names),
        "kinds": kinds,
        "lectures": lectures(kinds),
        "learned_months": setting(marts, "content", "window_months") or 12,
        "returned": training_return(marts),
        "smallest": SMALLEST,
    }
