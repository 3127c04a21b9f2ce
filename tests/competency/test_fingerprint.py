import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.fingerprint import fingerprint


def of(frame, *columns):
    return fingerprint([], {"t": (frame, columns or ("a",))})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([1, 2], [1.0, 2.0], id="int and float"),
        pytest.param(pd.array([1, None], dtype="Int64"), [1.0, np.nan], id="null of a number"),
        pytest.param(np.array([1, 2], object), [1.0, 2.0], id="numbers as objects"),
        pytest.param(np.array([1.0, None], object), [1.0, np.nan], id="floats as objects"),
        pytest.param(pd.Categorical(["x", "y"]), ["x", "y"], id="category"),
        pytest.param(pd.Categorical([1.0, 2.0]), [1, 2], id="category of numbers"),
        pytest.param(pd.array(["x", None], dtype="string"), ["x", None], id="string"),
        pytest.param(["x", ""], ["x", None], id="blank"),
        pytest.param(["x", pd.NA], ["x", np.nan], id="null of a text"),
        pytest.param(pd.array([True, None], dtype="boolean"), [True, None], id="flag"),
        pytest.param(np.array([True, False], object), [True, False], id="flags as objects"),
        pytest.param(
            pd.to_datetime(["2026-03-01", None]).astype("datetime64[s]"),
            pd.to_datetime(["2026-03-01", None]).astype("datetime64[us]"),
            id="precision of a time",
        ),
        pytest.param(
            [dt.date(2026, 3, 1), None], pd.to_datetime(["2026-03-01", None]), id="days and times"
        ),
        pytest.param([0.1 + 0.2], [0.3], id="noise of floats"),
    ],
)
def test_what_is_the_same_has_one_hash_whatever_holds_it(one, other):
    assert of(pd.DataFrame({"a": one})) == of(pd.DataFrame({"a": other}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1.0], [1.000001]),
        ([1], [None]),
        (["x"], ["X"]),
        ([True], [False]),
        (["1", "12"], ["11", "2"]),
        (pd.to_datetime(["2026-03-01 09:00"]), pd.to_datetime(["2026-03-01 09:00:00.5"])),
        ([dt.date(2026, 3, 1)], [dt.date(2026, 3, 2)]),
        (["x"], ["x", "x"]),
    ],
)
def test_a_changed_cell_changes_it(one, other):
    assert of(pd.DataFrame({"a": one})) != of(pd.DataFrame({"a": other}))


rows = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["x", "y", None]), st.floats(0, 1)),
    min_size=1,
    max_size=6,
)


@given(rows, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(given_rows, random):
    frame = pd.DataFrame(given_rows, columns=["a", "b", "c"])
    mixed = frame.sample(frac=1, random_state=random.randint(0, 99))[["c", "a", "b"]]
    assert of(mixed, *"abc") == of(frame, *"abc")


@given(rows, st.data())
def test_any_changed_cell_is_seen(given_rows, data):
    frame = pd.DataFrame(given_rows, columns=["a", "b", "c"])
    row = data.draw(st.integers(0, len(frame) - 1))
    changed = frame.copy()
    changed.loc[row, "a"] += 9
    assert of(changed, *"abc") != of(frame, *"abc")


def test_rows_go_together_and_tables_have_names():
    frame = pd.DataFrame({"a": ["1", "2"], "b": ["3", "4"]})
    crossed = frame.assign(b=["4", "3"])
    assert of(frame, "a", "b") != of(crossed, "a", "b")
    assert fingerprint([], {"t": (frame, "ab")}) != fingerprint([], {"u": (frame, "ab")})


def test_nothing_is_like_a_table_without_rows_and_a_column_that_is_not_there_like_nulls():
    assert of(None) == of(pd.DataFrame({"a": []}))
    assert of(pd.DataFrame({"b": [1]}), "a") == of(pd.DataFrame({"a": [None]}), "a")


def test_texts_are_kept_apart():
    assert fingerprint(["ab", "c"], {}) != fingerprint(["a", "bc"], {})
