"""Erased people leave tables and texts; what is said of others stays to the letter."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.redaction import ERASED, Redaction, redact_parquet, redact_table

A7 = Redaction({"agent_id": ["A7"]}, people=["A7"], words=["A7", "Mei Li", "李梅"])


def _table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create table one as from (values
          ('A7', 'A1', 'Q1', 'A7 did well', 1),
          ('A1', 'A7', 'A7', 'mentored by A7 and A77', 2),
          ('A77', 'A1', 'Q1', 'with 李梅 and Mei Li', 3)
        ) as one(agent_id, mentor_id, reviewer_id, reason, score)
    """)


def test_rows_about_them_go_and_others_lose_the_name_alone() -> None:
    with duckdb.connect() as connection:
        _table(connection)
        redact_table(connection, "one", A7)
        assert connection.execute("from one order by score").fetchall() == [
            ("A1", None, ERASED, "mentored by erased and A77", 2),
            ("A77", "A1", "Q1", "with erased and erased", 3),
        ]


def test_what_names_nobody_is_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "one.parquet"
    duckdb.execute(f"copy (select 'A77' as agent_id, 7 as n) to '{path}' (format parquet)")
    assert redact_parquet(path.read_bytes(), A7, tmp_path) == path.read_bytes()


def test_a_parquet_file_keeps_its_columns_types_and_other_rows(tmp_path: Path) -> None:
    path, after = tmp_path / "one.parquet", tmp_path / "two.parquet"
    duckdb.execute(
        f"copy (from (values ('A7', date '2026-01-01'), ('A1', null)) as one(agent_id, day))"
        f" to '{path}' (format parquet)"
    )
    after.write_bytes(redact_parquet(path.read_bytes(), A7, tmp_path))
    types = [duckdb.execute(f"describe from '{one}'").fetchall() for one in (path, after)]
    assert types[0] == types[1]
    assert duckdb.execute(f"from '{after}'").fetchall() == [("A1", None)]


def test_hashes_of_rewritten_records_are_replaced() -> None:
    redaction = Redaction({}, replaced={"ab" * 32: "cd" * 32})
    assert redaction.text(f"entry {'ab' * 32}") == f"entry {'cd' * 32}"


@pytest.mark.parametrize("text", ["XA7", "A77", "A7_1", "a7", "BA7B", "Mei Lin"])
def test_a_part_of_a_longer_word_is_not_them(text: str) -> None:
    assert A7.text(text) == text
    assert not A7.is_named(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_nobody_is_named_in_what_was_redacted(before: str, after: str) -> None:
    text = f"{before} A7 {after}"
    assert A7.is_named(text)
    assert not A7.is_named(A7.text(text))


def test_one_row_of_another_table_goes_by_its_key() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table one as from (values ('R1', 1), ('R2', 2)) t(review_id, n)")
        assert redact_table(connection, "one", Redaction({"review_id": ["R1"]})) == 1
        assert connection.execute("from one").fetchall() == [("R2", 2)]


def test_an_id_that_others_courses_share_stays_there() -> None:
    with duckdb.connect() as connection:
        connection.execute("""create table one as from (values ('18', '17', '17', '17'))
            as one(agent_id, course_id, review_id, mentor_id)""")
        redact_table(connection, "one", Redaction({"agent_id": ["17"]}, people=["17"]))
        assert connection.execute("from one").fetchall() == [("18", "17", "17", None)]


def test_a_refused_id_of_a_person_goes_and_of_a_course_stays() -> None:
    with duckdb.connect() as connection:
        connection.execute("""create table one as from (values
            ('mentor_id', '17'), ('course_id', '17')) as one("column", "value")""")
        redact_table(connection, "one", Redaction({}, people=["17"]))
        rows = connection.execute("from one").fetchall()
        assert rows == [("mentor_id", None), ("course_id", "17")]


@pytest.mark.parametrize("text", ["0.300427", "300427.5", "-1.300427e3"])
def test_a_number_with_a_dot_is_nobody(text: str) -> None:
    assert not Redaction({}, words=["300427"]).is_named(text)


def test_json_keeps_its_numbers_and_its_form() -> None:
    text = '{\n "a": 300427, "b": "300427 said \\"no\\"", "300427": [1.5]}'
    without = Redaction({}, words=["300427"]).json(text)
    assert without == '{\n "a": 300427, "b": "erased said \\"no\\"", "erased": [1.5]}'
