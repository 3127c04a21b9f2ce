"""Says in what two tables differ: columns, their types, and rows, each as often as it is there."""

import duckdb

#: So many rows of either side are shown.
SHOWN = 3


def differences(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[str]:
    """What tells two tables apart, a line each; none where they are the same.

    Values are equal to the last bit, whatever the order of the rows. Tables without a row tell
    nothing, which is a difference too.

    Args:
        connection: where both can be read.
        one: what stands after `from`, such as a name or a call of read_parquet.
        other: likewise.

    >>> same = "(select 1 as a union all select null)"
    >>> with duckdb.connect() as connection:
    ...     differences(connection, same, same)
    ...     differences(connection, "(select 1 as a)", "(select 2 as a)")
    []
    ['1 rows only in the first: [(1,)]', '1 rows only in the second: [(2,)]']
    """
    columns, others = (_columns(connection, table) for table in (one, other))
    if columns != others:
        return [f"columns {sorted(set(columns) ^ set(others)) or [*columns, *others]}"]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    if not connection.execute(f"select exists (from {one})").fetchall()[0][0]:
        return ["no rows: nothing was compared"]
    found = []
    for mine, theirs, where in ((one, other, "first"), (other, one, "second")):
        surplus = f"select {names} from {mine} except all select {names} from {theirs}"
        counted = connection.execute(f"select count(*) from ({surplus})").fetchall()[0][0]
        if counted:
            rows = connection.execute(f"{surplus} limit {SHOWN}").fetchall()
            found.append(f"{counted} rows only in the {where}: {rows}")
    return found


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    # In their order: the models say which.
    return [row[:2] for row in connection.execute(f"describe from {table}").fetchall()]
