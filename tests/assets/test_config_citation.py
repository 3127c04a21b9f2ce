import json
from datetime import date
from pathlib import Path

import pytest

from assets.config_citation import Cited, read_cited, standing

LAST = date(2026, 1, 20)


def _publish(out: Path, as_of: str, config: dict[str, object]) -> None:
    (out / "current").mkdir(exist_ok=True)
    run = {"as_of": as_of, "config": config}
    (out / "current" / "run.json").write_text(json.dumps(run), "utf-8")


def test_what_is_not_published_cites_nothing(tmp_path: Path) -> None:
    assert read_cited(tmp_path) == Cited()


@pytest.mark.parametrize(
    ("config", "cited"),
    [
        pytest.param({}, Cited(newest_month=date(2025, 11, 1)), id="of before this was kept"),
        pytest.param(
            {
                "record": {"id": "p1", "entry_sha256": "a"},
                "record_head": "b",
                "newest_month": "2026-01-01",
            },
            Cited(("p1", "a"), "b", date(2026, 1, 1)),
            id="all of it",
        ),
    ],
)
def test_a_result_is_read_for_what_it_cites(
    tmp_path: Path, config: dict[str, object], cited: Cited
) -> None:
    _publish(tmp_path, "2025-11-30", config)
    assert read_cited(tmp_path) == cited


def test_the_newest_month_is_carried_on_by_results_as_of_earlier_days(tmp_path: Path) -> None:
    for as_of, newest in (
        ("2025-12-31", "2025-12-01"),
        ("2025-11-30", "2025-12-01"),
        ("2025-10-31", "2025-12-01"),
        ("2026-01-20", "2026-01-01"),
    ):
        made = standing(tmp_path, "h", as_of=date.fromisoformat(as_of), last_event=LAST)
        assert made == {"record_head": "h", "newest_month": newest}
        _publish(tmp_path, as_of, dict(made))


def test_a_year_mistyped_does_not_close_the_months_up_to_it(tmp_path: Path) -> None:
    made = standing(tmp_path, None, as_of=date(9026, 1, 20), last_event=LAST)
    assert made["record_head"] is None
    assert made["newest_month"] == date.today().replace(day=1).isoformat()
