import re
from pathlib import Path

import duckdb
import pytest

from assets.run_mode import PROVISIONAL, land_run_mode, mode_from
from assets.run_settings import PROJECT_ROOT
from competency.availability import Notice


def _notice(code: str, **more: object) -> Notice:
    words = {"subject": "crm/surveys", "text": f"{code}.", "text_zh": f"{code}。"}
    return Notice.model_validate({"code": code, **words, **more})


NOTICES = [
    _notice("frozen", plan="frozen"),
    _notice("missing_table", plan="without_source", switched_off=["satisfied", "promoter"]),
    _notice("other_columns", degrades=False),
]


def _landed(landing: Path, notices: list[Notice]) -> dict[str, object]:
    land_run_mode(landing, notices)
    return mode_from(duckdb.read_parquet(str(landing / "run_mode.parquet")).df())


def test_what_landed_is_told_as_it_was_in_order(tmp_path: Path) -> None:
    mode = _landed(tmp_path, NOTICES)
    assert mode["state"] == "degraded"
    assert mode["plans"] == ["without_source", "frozen"]
    assert mode["notices"] == [one.model_dump(mode="json") for one in NOTICES]


@pytest.mark.parametrize("notices", [[], NOTICES[2:]])
def test_what_people_should_only_know_leaves_a_run_full(
    tmp_path: Path, notices: list[Notice]
) -> None:
    mode = _landed(tmp_path, notices)
    assert (mode["state"], mode["plans"]) == ("full", [])
    assert len(mode["notices"]) == len(notices)


def test_the_record_of_months_and_the_run_agree_on_what_settles_nothing() -> None:
    sql = (PROJECT_ROOT / "dbt_project/models/marts/month_records.sql").read_text(encoding="utf-8")
    listed = re.search(r"code in \(([^)]*)\)", sql)
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == PROVISIONAL
