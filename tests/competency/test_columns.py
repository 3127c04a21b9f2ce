import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.columns import (
    codes,
    days,
    distinct,
    flags,
    month_starts,
    months,
    numbers,
    require,
    texts,
)
from competency.errors import MissingColumnsError

FRAME = pd.DataFrame(
    {
        "text": ["b", None, " ", "a"],
        "flag": pd.array([True, None, False, True], dtype="boolean"),
        "number": pd.array([1, None, 3, 4], dtype="Int32"),
    }
)


def test_nulls_and_absent_columns():
    assert texts(FRAME, "text") == ["b", None, None, "a"]
    assert texts(FRAME, "none") == [None] * 4
    assert flags(FRAME, "flag", default=True).tolist() == [True, True, False, True]
    assert flags(FRAME, "none", default=False).tolist() == [False] * 4
    np.testing.assert_array_equal(numbers(FRAME, "number"), [1, np.nan, 3, 4])
    assert np.isnan(numbers(FRAME, "none")).all()


def test_codes_are_sorted_and_unknown_is_minus_one():
    number, size = codes(FRAME, "text")
    assert (number.tolist(), size) == ([3, 0, 1, 2], 4)
    number, size = codes(FRAME, "text", pd.Index(["a"]))
    assert (number.tolist(), size) == ([-1, -1, -1, 0], 1)
    assert codes(FRAME, "none")[1] == 1


def test_months_round_trip():
    dates = pd.DataFrame({"period": pd.to_datetime(["2025-12-31", "2026-01-01"])})
    starts = pd.Series(month_starts(months(dates)))
    assert starts.tolist() == [pd.Timestamp("2025-12-01"), pd.Timestamp("2026-01-01")]


def test_require_names_what_is_not_there():
    with pytest.raises(MissingColumnsError, match="agent_id"):
        require(FRAME, "cells", ("agent_id",))


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([" a ", None, "", "7"], dtype=object),
        pd.Series([" a ", pd.NA, "", "7"], dtype="string"),
        pd.Series([" a ", np.nan, "", 7], dtype=object),
        pd.Series([" a ", None, "", "7"], dtype="category"),
    ],
    ids=["objects", "strings", "mixed", "categories"],
)
def test_texts_are_trimmed_whatever_the_dtype(column):
    assert texts(column.to_frame("one"), "one") == ["a", None, None, "7"]


def test_categories_have_the_codes_of_their_texts():
    known = pd.Index(["a", "b"], dtype="string")
    plain = pd.DataFrame({"one": ["b", None, "c", "a", "b"]})
    typed = plain.astype("category")
    assert codes(typed, "one", known)[0].tolist() == codes(plain, "one", known)[0].tolist()
    with_blank = pd.Index(["", "a"], dtype="string")
    assert codes(typed, "one", with_blank)[0].tolist() == [-1, 0, -1, 1, -1]
    assert distinct(typed, "one").tolist() == distinct(plain, "one").tolist() == ["a", "b", "c"]


def test_days_are_those_of_the_clock_on_the_wall():
    given = pd.Series(pd.to_datetime(["2026-03-15 23:59", None])).dt.tz_localize("Asia/Shanghai")
    assert days(given.to_frame("at"), "at") == [dt.date(2026, 3, 15), None]
    assert days(pd.DataFrame({"at": [None, None]}), "at") == [None, None]
