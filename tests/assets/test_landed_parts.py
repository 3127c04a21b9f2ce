"""Which months the parts of a table have rows of, as dbt is told."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import TABLES
from assets.keys import throwaway_keys
from assets.landed_parts import NAME, land_parts
from assets.landing.landing import land_table
from assets.landing.parts import folder, part_path

KEYS = throwaway_keys()
FILES = {
    "crm/agents": "agent_id\nA1\n",
    "crm/interactions/1": "interaction_id,agent_id,opened_at\n"
    "I1,A1,2026-01-31T23:59\nI2,A1,2026-02-01\nI3,A1,2026-02-28T12:00\n",
    "crm/surveys": "survey_id,interaction_id,responded_at,csat\n"
    "S1,I1,2026-02-02,5\nS2,I2,2026-02-03,4\nS3,I2,,3\nS4,I2,2026-02-09,2\n",
}


def _land(root: Path) -> list[tuple[object, ...]]:
    return _land_and_tell(root)[0]


def _land_and_tell(root: Path) -> tuple[list[tuple[object, ...]], set[date]]:
    """What is told of parts, and the months that changed."""
    for table in TABLES:
        land_table(table, exports=root / "in", landing=root / "landing", keys=KEYS)
    changed = land_parts(root / "landing")
    return duckdb.execute(f"from '{root}/landing/{NAME}.parquet'").fetchall(), changed


def _write(root: Path, name: str, text: str) -> None:
    path = root / "in" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        _write(tmp_path, name, text)
    return tmp_path


def test_months_of_rows_and_of_the_contacts_they_refer_to(root: Path) -> None:
    rows = _land(root)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert [(key, *rest) for key, _, *rest in rows] == [
        ("crm/agents", None, None, 1),
        ("crm/interactions", january, None, 1),
        ("crm/interactions", february, None, 2),
        ("crm/surveys", february, january, 1),
        ("crm/surveys", february, february, 2),
        ("crm/surveys", None, february, 1),
    ]
    for key, part, *_ in rows:
        assert (folder(root / "landing", str(key).replace("/", "_")) / str(part)).is_file()


def test_rows_of_a_part_add_up_and_its_months_are_those_of_its_rows(root: Path) -> None:
    for key, part, *_ in _land(root):
        name = str(key).replace("/", "_")
        path = part_path(root / "landing", name, str(part).removesuffix(".parquet"))
        told = duckdb.execute(
            f"select sum(n_rows) from '{root}/landing/{NAME}.parquet' where part = ?", [part]
        ).fetchall()
        assert told == duckdb.execute(f"select count(*) from '{path}'").fetchall()


def test_a_new_file_changes_only_the_months_it_has_rows_of(root: Path) -> None:
    before = _land(root)
    _write(root, "crm/interactions/2", "interaction_id,agent_id,opened_at\nI9,A1,2026-03-01\n")
    now, changed = _land_and_tell(root)
    assert changed == {date(2026, 3, 1)}
    assert [row[0] for row in {*now} ^ {*before}] == ["crm/interactions"]
    (fresh,) = {*now} - {*before}
    assert fresh[2:] == (date(2026, 3, 1), None, 1)


def test_a_month_that_lost_its_rows_is_not_there(root: Path) -> None:
    _land(root)
    _write(root, "crm/interactions/1", "interaction_id,agent_id,opened_at\nI2,A1,2026-02-01\n")
    rows, changed = _land_and_tell(root)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert {row[2] for row in rows if row[0] == "crm/interactions"} == {february}
    assert changed == {january, february}, "surveys of the lost contact are refused, too"
    assert _land_and_tell(root)[1] == set()


def test_a_damaged_file_of_before_means_that_all_months_changed(root: Path) -> None:
    _land(root)
    (root / "landing" / f"{NAME}.parquet").write_bytes(b"PAR1")
    assert _land_and_tell(root)[1] == {date(2026, 1, 1), date(2026, 2, 1)}


def test_keys_of_before_go_once_all_tables_have_landed(root: Path) -> None:
    _land(root)
    _write(root, "crm/agents", "agent_id\nA1\nA2\n")
    for table in TABLES:
        land_table(table, exports=root / "in", landing=root / "landing", keys=KEYS)
    keys = folder(root / "landing", "crm_agents", "keys")
    assert len([*keys.iterdir()]) == 2, "tables that refer to it were held against them"
    land_parts(root / "landing")
    assert len([*keys.iterdir()]) == 1


def test_without_a_row_there_is_no_month(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert _land(tmp_path) == []


def test_a_table_that_has_not_landed_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        land_parts(tmp_path)
