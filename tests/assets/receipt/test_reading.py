"""What is asked for and not there is refused in words that help."""

import datetime as dt
import shutil

import duckdb
import pytest

from assets.published_result import ResultError
from assets.receipt.build import build_receipt
from assets.receipt.page import page
from assets.receipt.reading import read_agent
from assets.receipt.words import Language


def test_only_the_agent_and_month_asked_for_are_read(out):
    held = read_agent(out, "A1", dt.date(2025, 11, 1))
    for name in ("agent_scores", "agent_ladder", "agent_composites", "score_covariances"):
        assert set(held.frames[name]["agent_id"]) == {"A1"}
        assert len({*held.frames[name]["period"]}) == 1
    assert held.latest == dt.date(2025, 12, 1)
    assert read_agent(out, "A1", None).period == held.latest


def test_a_month_takes_the_configuration_it_was_scored_with(out, tmp_path):
    copy = tmp_path / "out"
    shutil.copytree((out / "current").resolve(), copy / "current")
    with duckdb.connect(str(copy / "current" / "warehouse.duckdb")) as connection:
        connection.execute(
            "insert into marts.config_editions by name select 2 as edition, date '2025-12-01' as "
            "effective_from, 'newer' as name, profile, sha256, 'p1' as record_id, 'Ann' as "
            "proposed_by, 'Bob' as approved_by, replace(framework_json, '\"composite_cut\":57.0', "
            "'\"composite_cut\":61.0') as framework_json from marts.config_editions"
        )
    found = {
        month: build_receipt(read_agent(copy, "A3", month and dt.date(2025, month, 1)))
        for month in (11, 12, None)
    }
    cuts = {month: one["ladder"]["tiers"][2]["bars"][0]["asked"] for month, one in found.items()}
    assert cuts == {11: 57, 12: 61, None: 61}
    config = {month: one["run"]["config"] for month, one in found.items()}
    assert (config[11]["name"], config[11]["approved_by"]) == ("shipped", None)
    assert (config[12]["name"], config[12]["approved_by"]) == ("newer", "Bob")
    assert config[12]["effective_from"] == "2025-12-01"
    english, chinese = Language(chinese=False), Language(chinese=True)
    assert "approved by Bob" in " ".join(page(found[12], english).split())
    assert "由Bob批准" in "".join(page(found[12], chinese).split())
    assert "approved by" not in " ".join(page(found[11], english).split())


def test_an_unknown_agent_is_answered_with_the_nearest(out):
    with pytest.raises(ResultError, match=r"no agent 'a1'.*Did you mean 'A1'\?"):
        read_agent(out, "a1", None)


def test_a_month_the_agent_has_not(out):
    with pytest.raises(ResultError, match=r"no month 2024-01.*2025-10 to 2025-12"):
        read_agent(out, "A1", dt.date(2024, 1, 1))
    with pytest.raises(ResultError, match="it has none"):
        read_agent(out, "A5", dt.date(2024, 1, 1))


def test_without_a_published_result_it_says_what_to_do(tmp_path):
    with pytest.raises(ResultError, match="no published result; make one with `ladder run"):
        read_agent(tmp_path, "A1", None)


def test_a_result_of_an_earlier_version_is_named(out, tmp_path):
    copy = tmp_path / "out"
    shutil.copytree((out / "current").resolve(), copy / "current")
    with duckdb.connect(str(copy / "current" / "warehouse.duckdb")) as connection:
        connection.execute("drop table marts.config_editions")
    with pytest.raises(ResultError, match="earlier version and lacks config_editions"):
        read_agent(copy, "A1", None)
