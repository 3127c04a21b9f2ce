"""Landing of the previous result: taken over as it is, or not at all and with the reason."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.content_hash import DamagedResult, content_of
from assets.previous_result import (
    CARRIED,
    contract_columns,
    land_previous_result,
    landed_calendars,
    later_day,
    passed_over,
    previous_version,
)

AS_OF = date(2026, 3, 31)


def _publish(folder: Path, *, as_of: date = AS_OF, finished: str = "") -> Path:
    """A result with one row in each mart."""
    (folder / "marts").mkdir(parents=True)
    (folder / "run.json").write_text(
        json.dumps({"as_of": as_of.isoformat(), "finished_at": finished}), encoding="utf-8"
    )
    for mart in CARRIED:
        columns = ", ".join(
            f'cast(null as {kind}) as "{name}"' for name, kind in contract_columns(mart).items()
        )
        duckdb.execute(f"copy (select {columns}) to '{folder}/marts/{mart}.parquet'")
    return folder


def _landed(landing: Path, mart: str) -> tuple[int, dict[str, str]]:
    file = f"read_parquet('{landing}/previous_{mart}.parquet')"
    kinds = {row[0]: row[1].lower() for row in duckdb.execute(f"describe from {file}").fetchall()}
    (count,) = duckdb.execute(f"select count(*) from {file}").fetchone() or (0,)
    return count, kinds


@pytest.mark.parametrize("earlier", [AS_OF, date(2026, 3, 24)], ids=["same day", "before"])
def test_what_was_published_is_taken_over_byte_by_byte(tmp_path: Path, earlier: date) -> None:
    published = _publish(tmp_path / "versions" / "1", as_of=earlier)
    (tmp_path / "current").symlink_to(published)
    landing = tmp_path / "landing"
    assert land_previous_result(landing, as_of=AS_OF, current=tmp_path / "current") == {}
    for mart in CARRIED:
        landed = (landing / f"previous_{mart}.parquet").read_bytes()
        assert landed == (published / "marts" / f"{mart}.parquet").read_bytes()


@pytest.mark.parametrize("case", ["none", "nothing there", "later"])
def test_without_a_result_before_it_typed_tables_have_no_rows(tmp_path: Path, case: str) -> None:
    current: Path | None = None
    if case != "none":
        current = tmp_path / "current"
    if case == "later":
        _publish(tmp_path / "current", as_of=date(2026, 4, 1))
    notes = land_previous_result(tmp_path / "landing", as_of=AS_OF, current=current)
    assert set(notes) == set(CARRIED)
    assert ("2026-04-01" in notes["path_plan"]) == (case == "later")
    for mart in CARRIED:
        assert _landed(tmp_path / "landing", mart) == (0, contract_columns(mart))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param("select *, 1 as extra from t", "extra", id="column of another version"),
        pytest.param("select * replace ('x' as gap) from t", "gap", id="another type"),
    ],
)
def test_a_mart_of_another_version_is_left_out_and_named(
    tmp_path: Path, change: str, said: str
) -> None:
    current = _publish(tmp_path / "current")
    file = current / "marts" / "path_gaps.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table t as from '{file}'")
        connection.execute(f"copy ({change}) to '{file}'")
    notes = land_previous_result(tmp_path / "landing", as_of=AS_OF, current=current)
    assert list(notes) == ["path_gaps"]
    assert notes["path_gaps"].endswith(f"other columns: {said}")
    assert _landed(tmp_path / "landing", "path_gaps") == (0, contract_columns("path_gaps"))
    assert _landed(tmp_path / "landing", "path_plan")[0] == 1


@pytest.mark.parametrize(
    ("mart", "column", "filled"),
    [("path_gaps", "gap", None), ("month_records", "is_provisional", False)],
)
def test_columns_that_an_earlier_version_did_not_have_are_null_or_false(
    tmp_path: Path, mart: str, column: str, filled: object
) -> None:
    current = _publish(tmp_path / "current")
    file = current / "marts" / f"{mart}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table t as from '{file}'")
        connection.execute(f"copy (select * exclude ({column}) from t) to '{file}'")
    assert land_previous_result(tmp_path / "landing", as_of=AS_OF, current=current) == {}
    assert _landed(tmp_path / "landing", mart) == (1, contract_columns(mart))
    landed = f"read_parquet('{tmp_path}/landing/previous_{mart}.parquet')"
    assert duckdb.execute(f"select {column} from {landed}").fetchone() == (filled,)


def test_a_mart_that_an_earlier_version_did_not_have(tmp_path: Path) -> None:
    current = _publish(tmp_path / "current")
    (current / "marts" / "path_deliveries.parquet").unlink()
    notes = land_previous_result(tmp_path / "landing", as_of=AS_OF, current=current)
    assert notes == {"path_deliveries": "the published result does not have it"}


def _out(out: Path, *days: int) -> Path:
    """A folder whose results of days in March were published in this order, an hour apart."""
    for hour, day in enumerate(days):
        _publish(
            out / "versions" / f"v{hour}",
            as_of=date(2026, 3, day),
            finished=f"2026-04-01T{hour:02}:00:00+00:00",
        )
    (out / "current").symlink_to(Path("versions") / f"v{len(days) - 1}")
    return out / "current"


@pytest.mark.parametrize(
    ("published", "day", "taken"),
    [
        pytest.param([10, 14], 10, "v0", id="earlier again: its own"),
        pytest.param([7, 14], 10, "v0", id="earlier, over a later one"),
        pytest.param([14, 10], 14, "v0", id="the later day again"),
        pytest.param([14, 10], 15, "v0", id="goes on after a look back"),
        pytest.param([14, 10, 14, 7], 14, "v2", id="the last of a day"),
        pytest.param([14], 10, None, id="none left"),
        pytest.param([14, 15], 10, None, id="none left of two"),
    ],
)
def test_a_run_goes_on_from_the_newest_result_before_it(
    tmp_path: Path, published: list[int], day: int, taken: str | None
) -> None:
    current = _out(tmp_path / "out", *published)
    as_of = date(2026, 3, day)
    found = previous_version(current, as_of)
    assert (found and found.folder.name) == taken
    notes = land_previous_result(tmp_path / "landing", as_of=as_of, current=current)
    assert set(notes) == (set() if taken else set(CARRIED))
    assert _landed(tmp_path / "landing", "path_deliveries")[0] == (taken is not None)
    said = passed_over(current, as_of)
    assert bool(said) == (max(published) > day)
    assert later_day(current, as_of) == (date(2026, 3, max(published)) if said else None)
    if said:
        assert f"2026-03-{max(published)}" in said
        assert said.endswith(f"from the result of {found.as_of}" if found else "starts anew")
    assert all(note == said for note in notes.values())


def test_of_two_results_of_a_day_the_one_finished_last_counts_not_its_name(tmp_path: Path) -> None:
    for name, hour in (("v9", "08"), ("v1", "09")):
        _publish(tmp_path / "versions" / name, finished=f"2026-04-01T{hour}:00:00+00:00")
    (tmp_path / "versions" / "unfinished").mkdir()
    found = previous_version(tmp_path / "current", AS_OF)
    assert found is not None
    assert found.folder.name == "v1"


def test_what_team_calendars_said_lands_without_a_name(tmp_path: Path) -> None:
    calendars = _publish(tmp_path / "current") / "delivery" / "calendars"
    (calendars / "T1").mkdir(parents=True)
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:u1", "SEQUENCE:7", "DESCRIPTION:Li Na"]
    text = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    for name in ("T1.ics", "T1/A1.ics"):
        (calendars / name).write_text(text, newline="")
    land_previous_result(tmp_path / "landing", as_of=AS_OF, current=tmp_path / "current")
    landed = landed_calendars(tmp_path / "landing")
    assert {team: list(events) for team, events in landed.items()} == {"T1": ["u1"]}
    assert landed["T1"]["u1"].sequence == 7
    assert "Li Na" not in (tmp_path / "landing" / "previous_calendars.json").read_text()
    land_previous_result(tmp_path / "landing", as_of=AS_OF, current=None)
    assert landed_calendars(tmp_path / "landing") == {}


@pytest.mark.parametrize("name", ["marts/path_deliveries.parquet", "delivery/calendars/T1.ics"])
@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_history_that_was_damaged_is_not_gone_on_from(tmp_path: Path, name: str, harm: str) -> None:
    version = _publish(tmp_path / "versions" / "1")
    (version / "delivery" / "calendars").mkdir(parents=True)
    (version / "delivery" / "calendars" / "T1.ics").write_bytes(b"BEGIN:VCALENDAR")
    (tmp_path / "current").symlink_to("versions/1")
    record = json.loads((version / "run.json").read_bytes())
    record["content"] = content_of(version, record)
    (version / "run.json").write_text(json.dumps(record), encoding="utf-8")
    if harm == "gone":
        (version / name).unlink()
    else:
        (version / name).write_bytes(b"other")
    with pytest.raises(DamagedResult, match=f"{name} is not as it was published"):
        land_previous_result(tmp_path / "landing", as_of=AS_OF, current=tmp_path / "current")
