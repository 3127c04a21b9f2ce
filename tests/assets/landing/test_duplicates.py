"""Rows that share a key: of each key the last row wins, whatever the order of keys."""

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.contracts.catalogue import table
from assets.landing.duplicates import find_duplicates
from assets.landing.loading import create_tables

LETTERS = st.sampled_from("abc")
KEYS = st.lists(st.tuples(LETTERS, LETTERS), max_size=8)


def _losers(keys: list[tuple[str, str]]) -> set[int]:
    contract = table("qa/review_scores")
    assert contract.key_columns == ("review_id", "criterion")
    with duckdb.connect() as con:
        create_tables(con, contract)
        for number, key in enumerate(keys):
            con.execute(
                "INSERT INTO rows (__file, __row, review_id, criterion) VALUES (0, ?, ?, ?)",
                [number, *key],
            )
        find_duplicates(con, contract)
        return {number for (number,) in con.execute("SELECT id FROM losers").fetchall()}


@settings(deadline=None)
@given(KEYS)
def test_all_but_the_last_row_of_a_key_lose(keys: list[tuple[str, str]]) -> None:
    last = {key: number for number, key in enumerate(keys)}
    assert _losers(keys) == set(range(len(keys))) - set(last.values())


@settings(deadline=None)
@given(st.sets(st.tuples(LETTERS, LETTERS)), st.data())
def test_keys_that_rise_but_for_one(keys: set[tuple[str, str]], data: st.DataObject) -> None:
    """The shortcut for keys that rise must see the one that does not."""
    rising = sorted(keys)
    assert _losers(rising) == set()
    if rising:
        again = data.draw(st.sampled_from(rising))
        at = data.draw(st.integers(0, len(rising)))
        assert len(_losers([*rising[:at], again, *rising[at:]])) == 1
