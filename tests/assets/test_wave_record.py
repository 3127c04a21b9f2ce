import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.sealed_lines import append_line
from assets.wave_landing import land_waves
from assets.wave_record import (
    Cancelled,
    Drawn,
    WaveError,
    append,
    find_wave,
    read_waves,
    record_path,
)


def drawn(name: str = "w1", as_of: date = date(2025, 6, 30), **changes: object) -> Drawn:
    fields: dict[str, object] = {
        "id": name,
        "by": "Ann",
        "reason": "is it worth it",
        "course_id": "L12",
        "design": "parallel",
        "units": "people",
        "starts": [date(2025, 8, 1), None],
        "ends": date(2026, 1, 1),
        "seed": 7,
        "strata": ["team_id"],
        "covariates": ["composite"],
        "run_id": "r1",
        "as_of": as_of,
        "code_version": "0",
        "inputs_sha256": "0" * 64,
        "people": [("A1", "A1", "T1", 0, 0), ("A2", "A2", "T1", 0, 1)],
        "balance": [{"covariate": "score", "group": 0, "n": 1, "mean": 50.0, "difference": 0.1}],
        "precision": [],
        "left_out": {"left": 2},
    }
    return Drawn.model_validate(fields | changes)


def cancelled(name: str = "w1", as_of: date = date(2025, 7, 31)) -> Cancelled:
    return Cancelled(id=name, by="Bob", reason="no seats", as_of=as_of)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for event in (drawn(), drawn("w2"), cancelled()):
        append(tmp_path, event)
    return tmp_path


def test_waves_are_read_as_they_were_written(out: Path) -> None:
    first, second = read_waves(out)
    assert first.drawn.people[1] == ("A2", "A2", "T1", 0, 1)
    assert first.cancelled is not None
    assert first.cancelled.by == "Bob"
    assert second.cancelled is None
    assert find_wave(out, "w2") == second
    assert read_waves(out / "elsewhere") == []
    with pytest.raises(WaveError, match="no wave 'w9'; there are: w1, w2"):
        find_wave(out, "w9")


def test_another_arm_for_somebody_is_noticed(out: Path) -> None:
    path = record_path(out)
    path.write_text(path.read_text("utf-8").replace('"T1", 0, 1]', '"T1", 0, 0]', 1), "utf-8")
    with pytest.raises(WaveError, match=r"record\.jsonl:1: .*changed after"):
        read_waves(out)
    with pytest.raises(WaveError):
        append(out, drawn("w3"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param(drawn("w2").model_dump(mode="json"), "was drawn before", id="drawn twice"),
        pytest.param(cancelled().model_dump(mode="json"), "cancelled before", id="cancelled twice"),
        pytest.param(cancelled("w9").model_dump(mode="json"), "never drawn", id="never drawn"),
        pytest.param({"event": "proposed", "id": "p"}, "not one the record wrote", id="another"),
    ],
)
def test_a_well_sealed_line_that_makes_no_sense_is_refused(
    out: Path, fields: dict[str, object], says: str
) -> None:
    append_line(record_path(out), fields)
    with pytest.raises(WaveError, match=rf"record\.jsonl:4: .*{says}"):
        read_waves(out)


def _publish(out: Path, as_of: date) -> None:
    """What a run would publish of the record, as far as the record looks at it."""
    land_waves(out, out, as_of)
    (out / "current" / "marts").mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        f"copy (from '{out}/wave_draws.parquet') to '{out}/current/marts/training_waves.parquet'"
    )


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_lines_cut_off_at_the_end_are_missed_once_a_result_cites_them(out: Path, kept: int) -> None:
    _publish(out, date(2025, 12, 31))
    lines = record_path(out).read_text("utf-8").splitlines()
    assert len(read_waves(out)) == 2
    record_path(out).write_text("".join(f"{line}\n" for line in lines[:kept]), "utf-8")
    with pytest.raises(WaveError, match=rf"record\.jsonl:{kept + 1}: .*cites wave w1"):
        read_waves(out)


def test_a_run_sees_the_waves_of_its_day(out: Path, tmp_path: Path) -> None:
    def landed(as_of: date) -> list[tuple[str, str | None]]:
        land_waves(out, tmp_path, as_of)
        path = f"'{tmp_path}/wave_draws.parquet'"
        return duckdb.execute(f"select wave_id, cancelled_by from {path} order by 1").fetchall()

    assert landed(date(2025, 6, 29)) == []
    assert landed(date(2025, 6, 30)) == [("w1", None), ("w2", None)]
    assert landed(date(2025, 7, 31)) == [("w1", "Bob"), ("w2", None)]


def test_what_is_landed_is_typed_also_without_a_wave(tmp_path: Path, out: Path) -> None:
    types = []
    for folder in (tmp_path / "none", out):
        land_waves(folder, tmp_path, date(2025, 12, 31))
        types.append(
            [
                duckdb.execute(f"describe from '{tmp_path}/{name}.parquet'").fetchall()
                for name in ("wave_draws", "training_waves")
            ]
        )
    assert types[0] == types[1]
    rows = duckdb.execute(
        f"select agent_id, arm, starts_on, ends_on from '{tmp_path}/training_waves.parquet' "
        "where wave_id = 'w2' order by all"
    ).fetchall()
    assert rows == [
        ("A1", 1, date(2025, 8, 1), date(2026, 1, 1)),
        ("A2", 2, None, date(2026, 1, 1)),
    ]
    balance = duckdb.execute(f"select balance from '{tmp_path}/wave_draws.parquet'").fetchall()
    assert json.loads(balance[0][0])[0]["difference"] == 0.1
