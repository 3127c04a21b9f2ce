from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from assets.landing.parts import part_path
from assets.run_context import EVENT_TIMES
from assets.volume import anomaly_notices

FIRST = date(2026, 1, 5)  # a Monday
DAYS = 84
AS_OF = FIRST + timedelta(days=DAYS - 1)
CUT = AS_OF - timedelta(days=10)


def _land(landing: Path, **changed: dict[date, int]) -> Path:
    """Every table with 60 rows a working day and 30 a day of weekends, but where changed."""
    for name, columns in EVENT_TIMES.items():
        rows = {}
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            rows[day] = changed.get(name, {}).get(day, 60 if day.weekday() < 5 else 30)
        days = [[day, count] for day, count in rows.items() if count]
        values = ", ".join(f"(date '{day}', {count})" for day, count in days)
        times = ", ".join(f"cast(day as timestamp) as {column}" for column in columns)
        path = part_path(landing, name, "one")
        path.parent.mkdir()
        duckdb.execute(
            f"copy (select {times} from (select day, unnest(range(n)) from (values {values}) "
            f"as t(day, n))) to '{path}'"
        )
    return landing


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _land(tmp_path_factory.mktemp("usual"))


def test_tables_as_usual_have_no_notice(usual: Path) -> None:
    assert anomaly_notices(usual, AS_OF) == []


def test_one_table_cut_short_is_named_with_its_day(tmp_path: Path) -> None:
    found = anomaly_notices(_land(tmp_path, crm_surveys={CUT: 10}), AS_OF)
    assert [(one.code, one.subject) for one in found] == [("unusual_rows", "crm/surveys")]
    assert f"fewer rows than usual on {CUT}: 10, where 60" in found[0].text
    assert "少于" in found[0].text_zh


def test_a_table_there_twice_is_named(tmp_path: Path) -> None:
    days = {CUT + timedelta(days=one): 120 for one in range(2)}
    found = anomaly_notices(_land(tmp_path, crm_interactions=days), AS_OF)
    assert [one.subject for one in found] == ["crm/interactions"]
    assert "more rows than usual" in found[0].text
    assert "1 more day like it" in found[0].text


def test_a_day_on_which_most_tables_are_quiet_is_one_notice(tmp_path: Path) -> None:
    quiet = {name: {CUT: 2} for name in EVENT_TIMES}
    found = anomaly_notices(_land(tmp_path, **quiet), AS_OF)
    assert [(one.code, one.subject) for one in found] == [("quiet_days", "exports")]
    assert str(CUT) in found[0].text


def test_the_newest_day_may_still_be_filling(tmp_path: Path) -> None:
    assert anomaly_notices(_land(tmp_path, crm_surveys={AS_OF: 1}), AS_OF) == []


def test_a_table_that_stopped_is_late_and_not_cut_short(tmp_path: Path) -> None:
    gone = {AS_OF - timedelta(days=one): 0 for one in range(4)}
    found = anomaly_notices(_land(tmp_path, qa_reviews=gone), AS_OF)
    assert [(one.code, one.subject) for one in found] == [("late_rows", "qa/reviews")]


def test_an_earlier_day_is_judged_by_what_was_known_then(usual: Path, tmp_path: Path) -> None:
    assert anomaly_notices(usual, AS_OF - timedelta(days=30)) == []
    cut = _land(tmp_path, crm_surveys={CUT: 10})
    assert anomaly_notices(cut, CUT - timedelta(days=1)) == []


def test_few_days_of_history_have_no_verdict(usual: Path) -> None:
    assert anomaly_notices(usual, FIRST + timedelta(days=20)) == []
    assert anomaly_notices(usual, FIRST - timedelta(days=1)) == []
