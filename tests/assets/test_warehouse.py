import pickle
from pathlib import Path

import duckdb
import pytest

from assets.warehouse import Marts, export_marts, mart_names, read_marts


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "it's a warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema staging")
        connection.execute(
            "create table marts.agents as select 'A2' as agent_id union all select 'A1'"
        )
        connection.execute("create table staging.names as select '张三' as name")
    return path


def test_only_marts_are_published(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "next"
    assert export_marts(warehouse, out) == ["agents"]
    with duckdb.connect(str(out / "warehouse.duckdb"), read_only=True) as published:
        tables = published.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
    assert tables == [("marts", "agents")]
    assert sorted(path.name for path in (out / "marts").iterdir()) == ["agents.parquet"]


def test_rows_are_published_in_a_fixed_order(warehouse: Path, tmp_path: Path) -> None:
    export_marts(warehouse, tmp_path / "next")
    frame = read_marts(tmp_path / "next" / "warehouse.duckdb")["agents"]
    assert frame["agent_id"].tolist() == ["A1", "A2"]


def test_readers_do_not_lock_each_other_out(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True):
        assert mart_names(warehouse) == ["agents"]
        assert list(read_marts(warehouse, ["agents"])) == ["agents"]


def test_names_are_shown_with_the_agents_of_whoever_has_them(warehouse: Path) -> None:
    assert "name" not in Marts(warehouse)["agents"]
    marts = Marts(warehouse, {"A2": "张三"})
    assert dict(marts["agents"].to_numpy().tolist()) == {"A2": "张三", "A1": "A1"}
    sent = pickle.loads(pickle.dumps(marts))  # noqa: S301 - our own bytes
    assert sent["agents"].equals(marts["agents"])
    assert "name" not in read_marts(warehouse, ["agents"])["agents"]


def test_marts_are_read_when_asked_for_and_travel_as_a_path(warehouse: Path) -> None:
    marts = Marts(warehouse)
    assert list(marts) == ["agents"]
    assert len(marts["agents"]) == 2
    assert marts["agents"] is marts["agents"]
    assert marts.get("nothing") is None
    sent = pickle.loads(pickle.dumps(marts))  # noqa: S301 - our own bytes
    assert sent["agents"].equals(marts["agents"])
