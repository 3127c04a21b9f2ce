"""The content of the page on what training returns: groups of five or more, nobody by name."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.report.framework_words import setting
from assets.report.proficiency import proficiency
from assets.report.suppression import SMALLEST


def return_content(marts: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What `return.html` is told; marts: frames by name, any may be missing."""
    claim = setting(marts, "returns", "proficiency", "claim")
    claim = 0.4 if claim is None else float(claim)
    return {
        "claim": claim,
        "proficiency": proficiency(marts, claim),
        "smallest": SMALLEST,
    }
