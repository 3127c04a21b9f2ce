"""The comparison finds whatever can differ, and never says that nothing is equal to nothing."""

from collections.abc import Iterator

import duckdb
import pytest

from spark.table_comparison import differences

TABLE = "select 'a' as k, 1.5::double as v union all select '退货', null union all select 'a', 1.5"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def test_the_same_rows_in_another_order_are_the_same(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert differences(connection, f"({TABLE})", f"({TABLE} order by k desc)") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param("select * from t where k = 'a'", "1 rows only in the first", id="lost row"),
        pytest.param("from t union all from t", "3 rows only in the second", id="rows twice"),
        pytest.param("select distinct * from t", "1 rows only in the first", id="once for twice"),
        pytest.param("select k, coalesce(v, 0) as v from t", "rows only", id="null is 0"),
        pytest.param("select nullif(k, 'a') as k, v from t", "rows only", id="text is null"),
        pytest.param("select k || ' ' as k, v from t", "rows only", id="a space more"),
        pytest.param("select * from t where false", "3 rows only in the first", id="all lost"),
        pytest.param("select k, v::float as v from t", "columns", id="another type"),
        pytest.param("select k, v as w from t", "columns", id="another name"),
        pytest.param("select v, k from t", "columns", id="another order of columns"),
        pytest.param("select k from t", "columns", id="lost column"),
    ],
)
def test_every_difference_is_told(
    connection: duckdb.DuckDBPyConnection, change: str, told: str
) -> None:
    connection.execute(f"create table t as {TABLE}")
    found = differences(connection, "t", f"({change})")
    assert found
    assert told in found[0]


def test_the_last_bit_of_a_number_counts(connection: duckdb.DuckDBPyConnection) -> None:
    one, other = "(select 0.3::double as v)", "(select 0.1::double + 0.2::double as v)"
    assert len(differences(connection, one, other)) == 2


def test_nothing_is_not_equal_to_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    empty = f"(select * from ({TABLE}) where false)"
    assert differences(connection, empty, empty) == ["no rows: nothing was compared"]
