from datetime import date
from pathlib import Path

import pytest

from assets.contracts.catalogue import TABLES, table
from assets.degraded_notices import (
    drift_notices,
    excess_notices,
    freeze_notices,
    late_notices,
    lost_notices,
    lost_weight_notices,
    snapshot_notices,
    unmended_notices,
)
from assets.landing.report import Drift, Snapshot, TableReport
from assets.run_mode import PROVISIONAL
from competency.config_types import Text
from competency.degradation import lost_weight
from competency.degradation_rules import DegradationRules
from competency.loading import load_framework

AS_OF = date(2026, 3, 12)
WORDS = Text(en="Frozen: audit.", zh="冻结：审计。")


@pytest.mark.parametrize("reason", ["missing", "empty", "failed", "refused", "late"])
def test_a_table_from_the_archive_names_day_age_and_reason(reason: str) -> None:
    taken = Snapshot.model_validate(
        {"as_of": "2026-03-10", "version": "v", "reason": reason, "told": "surveys.csv breaks off"}
    )
    report = TableReport(table="crm/surveys", status="snapshot", snapshot=taken)
    (notice,) = snapshot_notices([report, TableReport(table="crm/agents", status="ok")], AS_OF)
    assert (notice.plan, notice.subject, notice.degrades) == ("last_snapshot", "crm/surveys", True)
    assert "2026-03-10, 2 days ago" in notice.text
    assert "2026-03-10，2天前" in notice.text_zh
    assert ("breaks off" in notice.text) is (reason in ("failed", "refused"))


def test_a_lost_column_names_the_one_that_looks_like_it_or_what_to_do() -> None:
    since = date(2026, 2, 28)
    drift = [
        Drift(kind="renamed", column="csat", near="csat_score", since=since),
        Drift(kind="emptied", column="nps", since=since, months=["2026-03"]),
        Drift(kind="new", column="remark", since=since),
        Drift(kind="gone", column="note", since=since),
    ]
    report = TableReport(table="crm/surveys", status="ok", drift=drift)
    renamed, emptied, others = drift_notices([report])
    assert renamed.subject == "crm/surveys.csat"
    assert "csat_score is new and looks like csat" in renamed.text
    assert "csat_score" in renamed.text_zh
    assert "in 2026-03" in emptied.text
    assert "retired_columns" in emptied.text
    assert renamed.degrades
    assert emptied.degrades
    assert not others.degrades
    assert "remark" in others.text
    assert "note" in others.text_zh


def test_a_late_table_that_stands_as_exported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [TableReport(table=one.key, status="ok") for one in TABLES]
    newest = {table("crm/surveys").name: date(2026, 3, 1), "crm_interactions": AS_OF}
    monkeypatch.setattr(
        "assets.degraded_notices.latest_day", lambda landing, one: newest.get(one.name)
    )
    rules = DegradationRules.model_validate(
        {"sources": {key: {"late_after_days": 3} for key in ("crm/surveys", "crm/interactions")}}
    )
    (notice,) = late_notices(tmp_path, reports, AS_OF, rules)
    assert (notice.code, notice.subject) == ("late_source", "crm/surveys")
    assert "2026-03-01" in notice.text


@pytest.mark.parametrize(
    ("as_of", "code"),
    [(date(2026, 6, 1), "late_source"), (date(2026, 6, 2), "stopped_source")],
    ids=["92 days", "93 days"],
)
def test_what_is_late_for_more_than_a_quarter_has_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: date, code: str
) -> None:
    reports = [TableReport(table=one.key, status="ok") for one in TABLES]
    newest = {"crm_surveys": date(2026, 3, 1)}
    monkeypatch.setattr(
        "assets.degraded_notices.latest_day", lambda landing, one: newest.get(one.name)
    )
    rules = DegradationRules.model_validate({"sources": {"crm/surveys": {"late_after_days": 3}}})
    (notice,) = late_notices(tmp_path, reports, as_of, rules)
    assert notice.code == code
    assert (code in PROVISIONAL) is (code == "late_source")
    assert f"more than {92 if code == 'stopped_source' else 3} days" in notice.text
    assert ("停止" in notice.text_zh) is (code == "stopped_source")


def test_a_table_that_is_away_is_lost_for_a_quarter() -> None:
    lost = {"crm/surveys": date(2026, 3, 1)}
    (notice,) = lost_notices(lost, date(2026, 6, 1))
    assert (notice.code, notice.subject) == ("lost_table", "crm/surveys")
    assert notice.code in PROVISIONAL
    assert "2026-03-01" in notice.text
    assert "2026-03-01" in notice.text_zh
    assert lost_notices(lost, date(2026, 6, 2)) == []


def test_too_much_lost_is_told_unless_tiers_are_frozen_instead() -> None:
    lost = lost_weight(load_framework(), ["crm/interactions"])
    (notice,) = excess_notices(lost, None)
    assert notice.plan == "without_source"
    assert "crm/interactions" in notice.text_zh
    assert excess_notices(lost, WORDS) == []
    assert excess_notices(lost_weight(load_framework(), ["crm/surveys"]), None) == []
    (frozen,) = freeze_notices(WORDS)
    assert (frozen.plan, frozen.text, frozen.text_zh) == ("frozen", WORDS.en, WORDS.zh)
    assert freeze_notices(None) == []


def test_lost_weight_is_told_by_dimension() -> None:
    framework = load_framework()
    names = {one.key: one.name for one in framework.dimensions}
    (notice,) = lost_weight_notices(lost_weight(framework, ["crm/surveys"]), names)
    assert "8%" in notice.text
    assert "Customer relationship 50%" in notice.text
    assert "客户关系50%" in notice.text_zh
    assert lost_weight_notices(lost_weight(framework, []), names) == []


def test_an_archive_that_could_not_help_is_told() -> None:
    (notice,) = unmended_notices({"crm/surveys": "a file is damaged"})
    assert notice.subject == "crm/surveys"
    assert "a file is damaged" in notice.text
