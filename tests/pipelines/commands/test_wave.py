"""`ladder wave` on a published result that is made up, mart by mart: quick, and all is known."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from assets.wave_record import record_path
from competency.loading import load_framework
from pipelines.cli import ladder

AGENTS = 48


def _marts() -> dict[str, pd.DataFrame]:
    names = [f"A{number:02d}" for number in range(AGENTS)]
    month = pd.Timestamp("2025-06-01")
    framework = load_framework()
    rows = [(name, dim) for name in names for dim in framework.dimension_keys]
    scores = pd.DataFrame(rows, columns=["agent_id", "dimension"]).assign(period=month)
    scores["posterior_mean"] = [40.0 + (number * 7) % 23 for number in range(len(scores))]
    first = scores.head(1).assign(period=pd.Timestamp("2024-07-01"))
    people = pd.DataFrame({"agent_id": names, "period": month})
    nobody = pd.DataFrame({"agent_id": ["A00"], "course_id": ["L99"]})
    courses = [("L12", "relationship", False, None), ("L01", "process", True, None),
               ("L15", "relationship", False, "L12")]  # fmt: skip
    moves = [(units, dim, level, 1e-4, 2e-3, noise, 15.0, 40)
             for dim in framework.dimension_keys
             for units, level, noise in (("people", 1.0, 0.2), ("teams", 0.2, 0.03))]  # fmt: skip
    return {
        "framework": pd.DataFrame({"framework_json": [framework.to_json()]}),
        "agents": pd.DataFrame(
            {
                "agent_id": names,
                "name": [f"Person {number}" for number in range(AGENTS)],
                "team_id": [f"T{number // 8}" for number in range(AGENTS)],
                "status": ["left" if number == 5 else "active" for number in range(AGENTS)],
                "language": "zh",
                "tenure_months": [number % 30 for number in range(AGENTS)],
            }
        ),
        "agent_ladder": people.assign(tier=2, seniority="new"),
        "agent_composites": people.assign(composite=[50.0 + n % 9 for n in range(AGENTS)]),
        "agent_scores": pd.concat([first, scores]),
        "courses": pd.DataFrame(
            courses, columns=["course_id", "dimensions", "mandatory", "prerequisites"]
        ).assign(title="x", active=True, min_tier=1, language="zh", duration_minutes=20.0),
        "course_effects": pd.DataFrame(
            {
                "course_id": ["L12"],
                "dimension": "relationship",
                "uplift": 2.0,
                "lower": 0.5,
                "upper": 3.5,
            }
        ),
        "trainings": nobody.assign(completed_on=month),
        "enrollments": nobody.assign(status="completed"),
        "new_hires": pd.DataFrame({"agent_id": ["A06"], "on_duty": [False]}),
        "evidence_variances": pd.DataFrame(
            moves,
            columns=[
                "units",
                "dimension",
                "level_variance",
                "slope_variance",
                "walk_variance",
                "noise_variance",
                "points_per_sd",
                "n_units",
            ],
        ),
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    current = tmp_path / "out" / "current"
    current.mkdir(parents=True)
    run = {"run_id": "r1", "as_of": "2025-06-30"}
    (current / "run.json").write_text(json.dumps(run), "utf-8")
    with duckdb.connect(str(current / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for name, frame in _marts().items():
            connection.register("frame", frame)
            connection.execute(f"create table marts.{name} as from frame")
            connection.unregister("frame")
    return tmp_path / "out"


@pytest.fixture
def wave(out: Path) -> Callable[..., Result]:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(ladder, ["wave", *arguments, "--out", str(out)])

    return call


def _draw(**changes: str | None) -> list[str]:
    options = {"course": "L12", "design": "parallel", "starts": "2025-08", "ends": "2026-01",
               "seed": "7", "by": "Mei Li", "reason": "worth it?"} | changes  # fmt: skip
    return ["draw", *(f"--{name}={value}" for name, value in options.items() if value is not None)]


def _drawn(wave: Callable[..., Result], **changes: str | None) -> dict:  # type: ignore[type-arg]
    called = wave(*_draw(**changes), "--json")
    assert called.exit_code == 0, called.stderr
    return json.loads(called.stdout)  # type: ignore[no-any-return]


def test_a_wave_is_drawn_shown_listed_and_called_off(wave: Callable[..., Result]) -> None:
    called = wave(*_draw())
    assert called.exit_code == 0, called.stderr
    assert "group 1: 23 people, begins 2025-08" in called.stdout
    assert "group 2: 23 people, waits" in called.stdout
    assert "left out: 1 have left, 1 not yet cleared for duty" in called.stdout
    assert "expected standard error" in called.stdout
    assert "thought to add +2.0: seen with" in called.stdout
    assert "Person" not in called.stdout
    name = called.stdout.split(":")[0]
    listed = wave("list")
    assert name in listed.stdout
    assert "46 people in 2 groups, 2025-08 to 2026-01, drawn by Mei Li" in listed.stdout
    shown = json.loads(wave("show", name, "--json").stdout)
    assert (shown["seed"], shown["by"], shown["run_id"]) == (7, "Mei Li", "r1")
    assert len(shown["people"]) == 46
    assert "people" not in json.loads(wave("list", "--json").stdout)[0]
    off = wave("cancel", name, "--by", "Bo", "--reason", "no seats")
    assert off.exit_code == 0, off.stderr
    assert "cancelled by Bo" in wave("show", name).stdout
    again = wave("cancel", name, "--by", "Bo", "--reason", "no seats")
    assert again.exit_code == 2
    assert "cancelled by Bo already" in again.stderr


def test_in_chinese(wave: Callable[..., Result]) -> None:
    called = wave(*_draw(), "--language", "zh")
    assert "第1组：23人，2025-08开始" in called.stdout
    assert "预期标准误" in called.stdout


def test_the_same_seed_draws_the_same_groups_and_teams_stay_whole(
    wave: Callable[..., Result], out: Path
) -> None:
    dry = [*_draw(), "--dry-run", "--json"]
    first, second = json.loads(wave(*dry).stdout), json.loads(wave(*dry).stdout)
    assert first["people"] == second["people"]
    assert not first["recorded"]
    assert not record_path(out).exists()
    third = json.loads(wave(*_draw(seed="8"), "--dry-run", "--json").stdout)
    assert third["people"] != first["people"]
    assert third["inputs_sha256"] == first["inputs_sha256"]
    for stratum in {person[2] for person in first["people"]}:
        sizes = [sum(p[2] == stratum and p[4] == g for p in first["people"]) for g in (0, 1)]
        assert abs(sizes[0] - sizes[1]) <= 1
    teams = _drawn(wave, design="stepped", units="teams", starts="2025-08,2025-09,2025-10")
    assert len({(unit, group) for _, unit, _, _, group in teams["people"]}) == 6
    assert teams["starts"] == ["2025-08-01", "2025-09-01", "2025-10-01"]


def test_nobody_is_in_two_waves_of_a_course(wave: Callable[..., Result], tmp_path: Path) -> None:
    some = tmp_path / "some.txt"
    some.write_text("\ufeffA00\nA01\n\nA02\nA03\nA04\n", "utf-8")
    first = _drawn(wave, agents=str(some))
    assert sorted(person[0] for person in first["people"]) == ["A00", "A01", "A02", "A03", "A04"]
    second = _drawn(wave)
    assert second["left_out"] == {"in_another_wave": 5, "left": 1, "not_on_duty": 1}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"course": "L01"}, "mandatory", id="mandatory course"),
        pytest.param({"course": "L21"}, "no course 'L21'. Did you mean", id="no course"),
        pytest.param({"course": "L15"}, "0 people can be drawn", id="prerequisites missing"),
        pytest.param({"starts": "2025-06"}, "2025-06 has begun", id="start in the past"),
        pytest.param({"starts": "2025-08,2025-09"}, "one start", id="parallel with two starts"),
        pytest.param({"design": "stepped"}, "two starts", id="stepped with one start"),
        pytest.param({"ends": "2025-09"}, "no month to compare", id="ends too early"),
        pytest.param({"ends": "2035-09"}, "is the year right", id="year mistyped"),
        pytest.param({"design": "stepped", "starts": "2025-09,2025-08"}, "earliest first",
                     id="starts out of order"),
        pytest.param({"team": "T99"}, "no team 'T99'", id="no team"),
        pytest.param({"design": "stepped", "units": "teams",
                      "starts": "2025-08,2025-09,2025-10,2025-11"}, "6 teams can be drawn",
                     id="too few teams"),
        pytest.param({"by": " "}, "is no name", id="nobody draws"),
        pytest.param({"reason": " "}, "say why", id="no reason"),
        pytest.param({"starts": "August"}, "write it as 2026-03", id="no month"),
        pytest.param({"groups": "3"}, "has 2 groups", id="groups and starts disagree"),
        pytest.param({"units": "teams", "stratum": "team"}, "--stratum is for people",
                     id="strata of teams"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_leaves_no_record(
    wave: Callable[..., Result], out: Path, changes: dict[str, str], says: str
) -> None:
    called = wave(*_draw(**changes))
    assert called.exit_code == 2
    assert says in called.stderr
    assert not record_path(out).exists()


def test_an_unknown_or_repeated_agent_is_named(wave: Callable[..., Result], tmp_path: Path) -> None:
    some = tmp_path / "some.txt"
    some.write_text("A00\nA00\n", "utf-8")
    assert "some.txt:2: 'A00' stands in line 1 already" in wave(*_draw(agents=str(some))).stderr
    some.write_text("A00\nA0x\n", "utf-8")
    assert "the result has no agent 'A0x'" in wave(*_draw(agents=str(some))).stderr


def test_a_tampered_record_is_noticed(wave: Callable[..., Result], out: Path) -> None:
    _drawn(wave)
    path = record_path(out)
    path.write_text(path.read_text("utf-8").replace('"seed": 7', '"seed": 8'), "utf-8")
    for arguments in (["list"], ["show", "x"], _draw(seed="9")):
        called = wave(*arguments)
        assert called.exit_code == 2
        assert "record.jsonl:1: this line was changed" in called.stderr


def test_a_small_wave_says_that_it_is_small(wave: Callable[..., Result]) -> None:
    small = wave(*_draw(team="T1"), "--dry-run")
    assert "too small to be relied on" in small.stdout
    assert "nothing was put on record" in small.stderr
