from datetime import date, timedelta

import numpy as np

from assets.freshness import lateness
from assets.volume_days import TableDays

FIRST = date(2026, 1, 5)
WORKING = np.array([day for day in range(61) if day % 7 < 5])
TABLE = TableDays("qa/reviews", FIRST, np.ones(WORKING[-1] + 1, int), WORKING)


def test_a_table_is_late_once_it_outlasts_its_pauses_by_half() -> None:
    assert lateness(TABLE, TABLE.newest + timedelta(days=5)) is None
    late = lateness(TABLE, TABLE.newest + timedelta(days=6))
    assert late is not None
    assert (late.code, late.subject) == ("late_rows", "qa/reviews")
    assert f"{TABLE.newest}, 6 days" in late.text
    assert "6 天" in late.text_zh
    assert not late.degrades


def test_a_table_that_just_began_is_never_late() -> None:
    young = TABLE._replace(days=WORKING[:20], rows=TABLE.rows[: WORKING[19] + 1])
    assert lateness(young, young.newest + timedelta(days=60)) is None
