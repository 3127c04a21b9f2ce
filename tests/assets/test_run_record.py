from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from assets import run_record
from assets.landing.report import Part, TableReport
from assets.run_record import config_cited, first_month, restatement_counts
from assets.run_settings import RunSettings
from competency.loading import load_framework


def _edition(since: date | None, text_hash: str, name: str | None = None) -> dict[str, object]:
    names = ("record_id", "proposed_by", "proposed_at", "approved_by", "approved_at")
    return {
        "effective_from": since,
        "sha256": text_hash,
        "entry_sha256": name and "e" * 64,
        **dict.fromkeys(names, name),
    }


def test_a_configuration_nobody_had_to_approve_cites_nobody() -> None:
    cited = config_cited(load_framework(), [_edition(None, "a")])
    assert (cited["sha256"], cited["record"]) == ("a", None)
    assert cited["editions"] == [{"effective_from": None, "sha256": "a", "id": None}]


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    """A run whose staged marts are a ladder of two months, and figures published otherwise."""
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    settings.staged.mkdir(parents=True)
    with duckdb.connect(str(settings.staged / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.agent_ladder as "
            "from (values (date '2026-02-01'), (date '2026-01-01')) as t(period)"
        )
        connection.execute(
            "create table marts.restatements as from (values ('tier', 'late_data'), "
            "('composite', 'late_data'), ('score:knowledge', 'late_data'), ('tier', 'refit')) "
            "as t(measure, reason)"
        )
    return settings


def test_restated_figures_are_counted_by_reason_tiers_apart(settings: RunSettings) -> None:
    assert restatement_counts(settings) == {
        "late_data": {"tiers": 1, "scores": 2},
        "refit": {"tiers": 1, "scores": 0},
    }


def test_a_run_names_the_first_month_it_places_people_in(settings: RunSettings) -> None:
    assert first_month(settings) == "2026-01"
    with duckdb.connect(str(settings.staged / "warehouse.duckdb")) as connection:
        connection.execute("delete from marts.agent_ladder")
    assert first_month(settings) is None


def test_how_rows_were_cut_into_parts_is_not_told() -> None:
    """A landing that went on from the one before, and one made anew, are the same result."""
    plain = TableReport(table="crm/surveys", status="ok")
    cut = plain.model_copy(
        update={
            "parts": (Part(rows="a", keys="b", horizon=datetime(2026, 1, 1)),),
            "context": "code",
            "parents": {"crm/agents": ("c",)},
        }
    )
    told = [one.model_dump(exclude=run_record._NOT_SAID) for one in (plain, cut)]
    assert told[0] == told[1]
    assert cut.model_dump() != plain.model_dump()
