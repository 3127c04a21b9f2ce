from datetime import date
from pathlib import Path

import pytest

from assets.contracts.catalogue import TABLES
from assets.landing.landing import collect_rejected_rows, land_table
from assets.run_notices import run_notices
from assets.source_plans import write_unmended
from competency.availability import Notice
from competency.config_types import Text
from competency.loading import load_framework


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("centre")
    rows = "interaction_id,agent_id,opened_at\nI1,A1,2026-03-01\n"
    (root / "crm").mkdir()
    (root / "crm" / "interactions.csv").write_text(rows, encoding="utf-8")
    for table in TABLES:
        land_table(table, exports=root, landing=root / "landing")
    collect_rejected_rows(root / "landing")
    write_unmended(root / "landing", {"qa/reviews": "its copy is damaged"})
    return root / "landing"


def test_plans_come_first_and_what_is_only_worth_knowing_last(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Notice(code="unusual_rows", subject="crm/interactions", text="odd", text_zh="异常")
    monkeypatch.setattr("assets.run_notices.anomaly_notices", lambda folder, as_of: [odd])
    frozen = Text(en="Frozen: audit.", zh="冻结：审计。")
    missing = ["crm/surveys", "qa/reviews"]
    found = run_notices(landing, load_framework(), date(2026, 3, 20), missing, frozen)
    codes = [one.code for one in found]
    assert codes[:2] == ["frozen", "snapshot_failed"]
    assert codes.count("missing_table") == 2
    assert {"lost_weight", "late_source"} <= set(codes)
    assert codes[-1] == "unusual_rows"
    assert [one.degrades for one in found] == [True] * (len(found) - 1) + [False]


def test_too_much_lost_is_told_first(landing: Path) -> None:
    missing = ["crm/surveys", "qa/reviews", "qa/feedback_360", "lms/assessments"]
    found = run_notices(landing, load_framework(), date(2026, 3, 2), missing)
    assert found[0].code == "too_much_lost"
    assert found[0].plan == "without_source"
