"""Whether cells that were made in different ways are equal."""

from pathlib import Path

import duckdb
from bench_work import CELL, CONTACT, JOINED

#: Sums that are made in another order may differ by so much, relative to their size.
TOLERANCE = 1e-6


class DifferentError(AssertionError):
    """Two ways to make the cells do not agree."""


def require_equal(one: Path, other: Path | str, database: Path | None = None) -> int:
    """Compare cells: groups and counts equal, sums within `TOLERANCE` of them.

    Args:
        one: Parquet file of cells.
        other: another, or the name of a table of the database.
        database: where that table is.

    Returns:
        How many cells there are.

    Raises:
        DifferentError: says by how many cells, and which figure of the first one differs.
    """
    with duckdb.connect() as con:
        if database is not None:
            con.execute(f"attach '{database}' as there (read_only)")
        second = f"there.{other}" if database is not None else f"'{other}'"
        keys = ", ".join(CELL[:1] + CELL[2:])
        both = (
            f"(select *, period::date as month from '{one}') one full join "
            f"(select *, period::date as month from {second}) other using ({keys}, month)"
        )
        wrong = ["one.interactions is distinct from other.interactions"]
        for name in [*CONTACT, *JOINED]:
            wrong.append(f"one.{name}__n <> other.{name}__n")
            for kind in ("sum", "sumsq"):
                mine, theirs = f"one.{name}__{kind}", f"other.{name}__{kind}"
                wrong.append(
                    f"abs(coalesce({mine}, 0) - coalesce({theirs}, 0)) > "
                    f"{TOLERANCE} * (1 + abs(coalesce({mine}, 0)))"
                )
        counts = ", ".join(f"count(*) filter ({rule})" for rule in wrong)
        row = con.execute(f"select count(*), {counts} from {both}").fetchone()
        assert row is not None
    found = {rule: count for rule, count in zip(wrong, row[1:], strict=True) if count}
    if found:
        told = "\n".join(f"{count} of {row[0]} cells: {rule}" for rule, count in found.items())
        raise DifferentError(f"{one} and {other} are not equal:\n{told}")
    return int(row[0])
