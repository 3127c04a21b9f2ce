"""What stays hidden: an attacker who knows everything shown learns of no group below five."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.report.suppression import SMALLEST, Sum, intervals, suppress


def two_way(cells: np.ndarray) -> tuple[dict, list[Sum]]:
    """Rows, columns, both margins and the total of a table."""
    rows, columns = cells.shape
    counts = {(r, c): int(cells[r, c]) for r in range(rows) for c in range(columns)}
    counts |= {("row", r): int(cells[r].sum()) for r in range(rows)}
    counts |= {("column", c): int(cells[:, c].sum()) for c in range(columns)}
    counts["all"] = int(cells.sum())
    return counts, [
        *(Sum(("row", r), tuple((r, c) for c in range(columns))) for r in range(rows)),
        *(Sum(("column", c), tuple((r, c) for r in range(rows))) for c in range(columns)),
        Sum("all", tuple(("row", r) for r in range(rows))),
        Sum("all", tuple(("column", c) for c in range(columns))),
    ]


def given_away(counts, sums, hidden) -> list:
    """Hidden counts below five that the shown ones tell to be below five."""
    found = intervals(counts, sums, hidden)
    return [k for k, (_, most) in found.items() if counts.get(k, 0) < SMALLEST and most < 5 - 1e-6]


tables = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 14), min_size=columns, max_size=columns), min_size=1, max_size=6
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_small_group_follows_from_what_is_shown(rows):
    cells = np.array(rows)
    counts, sums = two_way(cells)
    shown = suppress(counts, sums)
    assert not [k for k, n in counts.items() if 0 < n < SMALLEST and k not in shown.hidden]
    # Where the whole table is a small group, nothing is shown that could tell.
    assert not given_away(counts, sums, shown.hidden) or counts["all"] < SMALLEST


@settings(max_examples=30, deadline=None)
@given(tables, tables)
def test_two_tables_with_a_common_margin_do_not_tell_on_each_other(first, second):
    one = np.array(first)
    columns = one.sum(axis=0)
    # The second table splits the same columns in two rows: linked by the column totals.
    share = np.minimum(columns, np.resize(np.array(second).ravel(), columns.shape))
    counts, sums = two_way(one)
    other = np.stack([share, columns - share])
    for r in range(2):
        counts |= {("other", r, c): int(other[r, c]) for c in range(len(columns))}
        counts["other", r] = int(other[r].sum())
        sums.append(Sum(("other", r), tuple(("other", r, c) for c in range(len(columns)))))
    sums += [
        Sum(("column", c), tuple(("other", r, c) for r in range(2))) for c in range(len(columns))
    ]
    hidden = suppress(counts, sums).hidden
    assert not given_away(counts, sums, hidden) or counts["all"] < SMALLEST


def test_hiding_small_counts_alone_would_give_them_away():
    """What the complement is for: the attacker subtracts."""
    counts, sums = two_way(np.array([[9, 3], [8, 7]]))
    assert intervals(counts, sums, [(0, 1)])[0, 1] == pytest.approx((3, 3))
    assert given_away(counts, sums, [(0, 1)]) == [(0, 1)]
    assert suppress(counts, sums).hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_two_small_counts_beside_each_other_do_not_protect_each_other():
    """Together they are four: known to be fewer than five each."""
    counts = {"a": 2, "b": 2, "c": 9, "all": 13}
    sums = [Sum("all", ("a", "b", "c"))]
    assert sorted(given_away(counts, sums, {"a", "b"})) == ["a", "b"]
    assert suppress(counts, sums).hidden == {"a", "b", "c"}


def test_a_table_without_small_counts_is_shown_whole():
    counts, sums = two_way(np.array([[9, 5], [0, 7]]))
    shown = suppress(counts, sums)
    assert not shown.hidden
    assert shown.get((1, 0)) == 0
    assert shown.get("nobody") == 0


def test_everything_of_a_small_group_is_hidden_zeros_included():
    counts, sums = two_way(np.array([[3, 0, 0], [20, 30, 40], [20, 30, 40]]))
    shown = suppress(counts, sums)
    assert {(0, 0), (0, 1), (0, 2), ("row", 0)} <= shown.hidden
    assert not shown.group(("row", 0))
    assert not given_away(counts, sums, shown.hidden)


def test_cells_can_be_hidden_whatever_they_count():
    counts = {"a": 12, "b": 30, "c": 40, "all": 82}
    sums = [Sum("all", ("a", "b", "c"))]
    hidden = suppress(counts, sums, small=["a"]).hidden
    assert hidden == {"a", "b"}
    least, most = intervals(counts, sums, hidden)["a"]
    assert least < 12 < most


def test_totals_stay_where_they_can():
    counts, sums = two_way(np.array([[40, 2, 30], [20, 30, 40], [25, 35, 45]]))
    hidden = suppress(counts, sums).hidden
    assert (0, 1) in hidden
    assert not {key for key in hidden if key == "all" or key[0] in ("row", "column")}


def test_a_row_decided_alone_hides_the_same_beside_any_other_table():
    row = Sum("all", ("a", "b", "c"))
    counts = {"a": 6, "b": 7, "c": 20, "all": 33}
    split = {"a1": 6, "a2": 0, "b1": 4, "b2": 3, "c1": 1, "c2": 19, "1": 11, "2": 22}
    other = [
        *(Sum(one, (f"{one}1", f"{one}2")) for one in "abc"),
        *(Sum(side, tuple(f"{one}{side}" for one in "abc")) for side in "12"),
    ]
    together = suppress({**counts, **split}, [row, *other], alone=[row]).hidden
    assert {"b1", "b2", "c1", "c2"} <= together
    assert not together & set(counts)
    assert not given_away({**counts, **split}, [row, *other], together)
    small = {**counts, "a": 3, "all": 30}
    assert suppress(small, [row], alone=[row]).hidden == {"a", "b"}


def test_where_a_fixed_row_leaves_no_room_the_rest_is_hidden_whole():
    counts = {"all": 6, "a": 6, "b": 0}
    row, other = Sum("all", ("x",)), Sum("all", ("a", "b"))
    hidden = suppress({**counts, "x": 6}, [row, other], small=["a"], alone=[row]).hidden
    assert hidden == {"a", "b"}


def test_a_total_that_is_not_its_parts_is_an_error():
    with pytest.raises(ValueError, match="give every part"):
        suppress({"a": 6, "all": 7}, [Sum("all", ("a",))])
