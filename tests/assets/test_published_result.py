import json

import duckdb
import pytest

from assets.keys import key_file, open_keys
from assets.published_result import ResultError, named, open_result
from assets.restricted import ACCESS_LOG, write_people


@pytest.fixture
def out(tmp_path):
    """A folder whose current result has one mart."""
    current = tmp_path / "out" / "versions" / "one"
    current.mkdir(parents=True)
    with duckdb.connect(str(current / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.agents as select 'A1' as agent_id")
    (current / "run.json").write_text(json.dumps({"run_id": "r1"}), "utf-8")
    (tmp_path / "out" / "current").symlink_to("versions/one")
    return tmp_path / "out"


def test_a_result_is_read_with_its_record(out):
    with open_result(out, ["agents", "agents.agent_id"]) as opened:
        assert opened.run == {"run_id": "r1"}
        assert opened.connection.execute("from marts.agents").fetchall() == [("A1",)]
        assert opened.warehouse.name == "warehouse.duckdb"


def test_it_stays_the_same_result_while_another_is_published(out):
    with open_result(out, ["agents"]) as opened:
        (out / "current").unlink()
        assert opened.warehouse.is_file()


def test_it_cannot_be_written_to(out):
    with (
        open_result(out, ["agents"]) as opened,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        opened.connection.execute("delete from marts.agents")


@pytest.mark.parametrize("missing", ["current", "current/warehouse.duckdb"])
def test_without_a_whole_result_it_says_how_to_make_one(out, missing):
    (out / missing).unlink()
    with (
        pytest.raises(ResultError, match=r"no published result; make one with `ladder run"),
        open_result(out, []),
    ):
        pass


@pytest.mark.parametrize("lacking", ["agent_scores", "agents.site"])
def test_marts_and_columns_of_an_earlier_version_are_named(out, lacking):
    with (
        pytest.raises(ResultError, match=f"earlier version and lacks {lacking}; run"),
        open_result(out, ["agents", lacking]),
    ):
        pass


def _named(out, only=None):
    with open_result(out, ["agents"]) as opened:
        agents = opened.connection.execute("from marts.agents").df()
        return named(agents, opened, out, command="explain", only=only)["name"].tolist()


def test_names_come_with_the_key_and_the_reading_is_noted(out):
    assert _named(out) == ["A1"]  # a result without names
    write_people(out / "current", {"A1": "张三"}, open_keys(key_file(out)))
    assert _named(out) == ["张三"]
    assert _named(out, only=["A1"]) == ["张三"]
    lines = (out / ACCESS_LOG).read_text().splitlines()
    assert [json.loads(line)["command"] for line in lines] == ["explain", "explain"]


def test_without_the_key_ids_stand_for_names_and_a_wrong_key_is_told(out):
    write_people(out / "current", {"A1": "张三"}, open_keys(key_file(out)))
    key_file(out).unlink()
    assert _named(out) == ["A1"]
    open_keys(key_file(out))
    with pytest.raises(ResultError, match="put back the key file that has it"):
        _named(out)
