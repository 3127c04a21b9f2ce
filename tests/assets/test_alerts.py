import json
from pathlib import Path
from typing import Any

import pytest

from assets.alerts import CODES, OWN_CODES, Alert, result_alerts, summary

SURVEYS = {
    "code": "missing_table",
    "subject": "crm/surveys",
    "text": "Table crm/surveys is missing; switched off: promoter.",
}
LATE = {"code": "late_rows", "subject": "qa/reviews", "text": "qa/reviews ends on 2026-03-01, 6"}
CUT = {"code": "unusual_rows", "subject": "qa/reviews", "text": "far fewer rows on 2026-03-01"}


def _publish(
    out: Path,
    version: str,
    notices: list[dict[str, Any]],
    sources: list[dict[str, Any]] | None = None,
) -> None:
    folder = out / "versions" / version
    folder.mkdir(parents=True)
    run = {"mode": {"state": "degraded", "notices": notices}, "sources": sources or []}
    (folder / "run.json").write_text(json.dumps(run), "utf-8")
    (out / "current").unlink(missing_ok=True)
    (out / "current").symlink_to(Path("versions") / version)


def test_what_is_missing_and_what_looks_wrong_are_alerts_of_their_own(tmp_path: Path) -> None:
    _publish(tmp_path, "1", [SURVEYS, LATE, CUT])
    assert [alert.code for alert in result_alerts(tmp_path)] == [
        "late_rows",
        "unusual_rows",
        "degraded",
    ]
    assert result_alerts(tmp_path)[-1].details == (
        "missing_table crm/surveys: Table crm/surveys is missing; switched off: promoter.",
    )


def test_what_was_told_of_the_result_before_is_no_news_but_a_further_unusual_day_is(
    tmp_path: Path,
) -> None:
    _publish(tmp_path, "1", [SURVEYS, LATE, CUT])
    older = {**LATE, "text": "qa/reviews ends on 2026-03-01, 7"}
    _publish(tmp_path, "2", [SURVEYS, older, CUT])
    assert result_alerts(tmp_path) == []
    further = {**CUT, "text": "far fewer rows on 2026-03-02"}
    _publish(tmp_path, "3", [older, further])
    assert [alert.code for alert in result_alerts(tmp_path)] == ["unusual_rows"]
    _publish(tmp_path, "4", [SURVEYS])
    assert [alert.code for alert in result_alerts(tmp_path)] == ["degraded"]  # away once more


def test_a_look_back_is_held_against_what_was_published_before_it(tmp_path: Path) -> None:
    _publish(tmp_path, "1", [SURVEYS])
    _publish(tmp_path, "2", [])
    assert result_alerts(tmp_path) == []


def test_a_freeze_is_told_when_it_begins_without_its_reason(tmp_path: Path) -> None:
    frozen = {"code": "frozen", "subject": "run", "text": "frozen: asked by 王芳"}
    _publish(tmp_path, "1", [])
    _publish(tmp_path, "2", [frozen])
    assert result_alerts(tmp_path) == [Alert(code="frozen", details=("frozen run",))]
    _publish(tmp_path, "3", [frozen])
    assert result_alerts(tmp_path) == []


def test_what_does_not_degrade_a_result_is_no_alert(tmp_path: Path) -> None:
    new = {"code": "other_columns", "subject": "crm/surveys", "text": "new", "degrades": False}
    _publish(tmp_path, "1", [new, {**LATE, "degrades": False}])
    assert [alert.code for alert in result_alerts(tmp_path)] == ["late_rows"]


def test_a_file_of_which_much_is_refused_is_told_once(tmp_path: Path) -> None:
    some = {"file": "qa/reviews.csv", "rows_read": 400, "rejected": 20}
    much = {"file": "crm/surveys.csv", "rows_read": 400, "rejected": 21}
    _publish(tmp_path, "1", [], [some, much])
    assert result_alerts(tmp_path) == [
        Alert(code="rows_refused", details=("crm/surveys.csv: 21 of 400 rows",))
    ]
    _publish(tmp_path, "2", [], [some, much])
    assert result_alerts(tmp_path) == []


@pytest.mark.parametrize("code", ["failed_table", "failed_file"])
def test_words_that_quote_a_file_stay_here(tmp_path: Path, code: str) -> None:
    quoting = {"code": code, "subject": "crm/agents", "text": "line 3 says 王芳"}
    _publish(tmp_path, "1", [quoting])
    assert result_alerts(tmp_path)[0].details == (f"{code} crm/agents",)


def test_every_code_speaks_both_languages_and_names_its_section() -> None:
    assert set(OWN_CODES) < set(CODES)
    for code, (english, chinese) in CODES.items():
        alert = Alert(code=code, details=("x",))
        assert english.isascii()
        assert not chinese.isascii()
        assert summary([alert]).endswith(f"docs/runbook.md#{code}")
