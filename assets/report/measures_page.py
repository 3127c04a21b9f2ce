"""The content of the analysts' page of measures: what the scores are made of."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report.case_mix import case_mix
from assets.report.charts.svg import key
from assets.report.crosswalk import crosswalk
from assets.report.legal_classes import legal_classes
from assets.report.model_words import SOURCES
from assets.report.names import Names
from assets.report.reviewers import review_agreement, reviewer_severity
from assets.report.switched_off import switched_off
from assets.report.variance_sources import variance_sources


def measures_content(marts: Mapping[str, pd.DataFrame], names: Names) -> dict[str, Any]:
    """What `measures.html` is told; a missing mart leaves its part saying so."""
    return {
        "sources": variance_sources(marts, names),
        "source_legend": Markup("").join(
            key(f"v-{source}", words) for source, words in SOURCES.items()
        ),
        "mix": case_mix(marts, names),
        "severity": reviewer_severity(marts, names),
        "agreement": review_agreement(marts),
        "ladder_terms": crosswalk(marts, names),
        "off": switched_off(marts, names),
        "legal": legal_classes(marts, names),
    }
