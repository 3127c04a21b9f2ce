import shutil
from datetime import date
from pathlib import Path

import pytest

from assets.contracts.catalogue import TABLES
from assets.landing.landing import collect_rejected_rows, land_table
from assets.run_notices import run_notices
from assets.source_plans import Unmended, write_unmended
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
    unmended = Unmended(
        failed={"qa/reviews": "its copy is damaged"}, lost={"crm/surveys": date(2026, 3, 1)}
    )
    write_unmended(root / "landing", unmended)
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
    assert codes[:3] == ["frozen", "snapshot_failed", "lost_table"]
    assert codes.count("missing_table") == 2
    assert {"lost_weight", "late_source"} <= set(codes)
    assert codes[-1] == "unusual_rows"
    assert [one.degrades for one in found] == [True] * (len(found) - 1) + [False]


def test_too_much_lost_is_told_first(landing: Path) -> None:
    missing = ["crm/surveys", "qa/reviews", "qa/feedback_360", "lms/assessments"]
    found = run_notices(landing, load_framework(), date(2026, 3, 2), missing)
    assert found[0].code == "too_much_lost"
    assert found[0].plan == "without_source"


def test_a_run_that_settles_no_month_says_so_and_why(landing: Path) -> None:
    told = _found(landing, date(2026, 3, 2))["provisional"]
    assert told.degrades
    assert told.text.endswith("(because of: qa/reviews, crm/surveys).")
    assert told.text_zh.endswith("（原因：qa/reviews、crm/surveys）。")
    frozen = Text(en="Frozen: audit.", zh="冻结：审计。")
    assert "provisional" not in _found(landing, date(2026, 3, 2), frozen), "tiers are decided"


def test_a_source_given_up_long_ago_does_not_hold_months_open(
    landing: Path, tmp_path: Path
) -> None:
    shutil.copytree(landing, tmp_path, dirs_exist_ok=True)
    write_unmended(tmp_path, Unmended(lost={"crm/surveys": date(2025, 11, 30)}))
    found = _found(tmp_path, date(2026, 3, 4))
    assert "missing_table" in found
    assert not {"lost_table", "provisional"} & set(found)


def test_a_look_back_is_told_and_degrades_nothing(landing: Path) -> None:
    notice = _found(landing, date(2026, 3, 2), later=date(2026, 3, 31))["look_back"]
    assert not notice.degrades
    for text in (notice.text, notice.text_zh):
        assert "2026-03-02" in text
        assert "2026-03-31" in text
    assert "look_back" not in _found(landing, date(2026, 3, 2))


def _found(
    landing: Path, as_of: date, frozen: Text | None = None, later: date | None = None
) -> dict[str, Notice]:
    missing = ["crm/surveys", "qa/reviews"]
    found = run_notices(landing, load_framework(), as_of, missing, frozen, later)
    return {one.code: one for one in found}
