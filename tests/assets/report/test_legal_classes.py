"""What the law restricts is named with its class and review; older results have none."""

from datetime import date

import pandas as pd

from assets.report.legal_classes import class_name, legal_classes
from assets.report.names import read_names


def test_restricted_measures_are_told_with_law_and_review():
    rows = [
        {"indicator": "escalated", "enabled": True, "legal_class": "ordinary"},
        {"indicator": "pace", "enabled": True, "legal_class": "special_category",
         "legal_review_by": "Counsel <b>", "legal_review_date": date(2026, 10, 1),
         "legal_review_reference": "LR-7"},
        {"indicator": "mood", "enabled": False, "legal_class": "prohibited_practice"},
    ]  # fmt: skip
    marts = {"framework_indicators": pd.DataFrame(rows)}
    found = legal_classes(marts, read_names(marts))
    assert found.ordinary == 1
    pace, mood = found.restricted
    assert pace.counts
    assert pace.review is not None
    assert "1 Oct 2026, Counsel <b>: LR-7" in pace.review.en
    assert not mood.counts
    assert mood.review is None
    assert "5(1)(f)" in mood.law.en
    assert "第5条" in mood.law.zh


def test_a_class_of_a_newer_version_stands_for_itself():
    assert class_name({"legal_class": "something_new"}).en == "something_new"


def test_a_result_of_before_has_no_classes(marts):
    assert legal_classes(marts, read_names(marts)).restricted == []


def test_the_page_says_it(measures):
    assert "What the law says about rating people by them" in measures.text()
