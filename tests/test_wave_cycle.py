"""A wave is drawn on a simulated centre, its people are trained, and the next run judges it.

The simulated truth of these completions is no effect at all: they are added to the LMS export and
nobody got better by them.
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from assets.keys import key_file, open_keys
from assets.restricted import read_people
from assets.run_settings import RunSettings
from assets.warehouse import read_marts
from assets.wave_record import record_path
from pipelines.cli import ladder
from pipelines.commands.run import execute

# dagster, dbt and great-expectations warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")

DRAWN_ON = date(2025, 2, 28)


class Cycle:
    """The result a wave was drawn from, the wave, and the result after it was over."""

    def __init__(self, out: Path, exports: Path) -> None:
        self.out = out
        assert execute(RunSettings(exports=exports, out=out, as_of=DRAWN_ON)) == []
        self.before = read_marts(out / "current" / "warehouse.duckdb")
        self.course, self.dimensions = self._least_taken()
        called = self.call(
            "draw", "--course", self.course, "--design", "parallel", "--starts", "2025-03",
            "--ends",
            "2025-05", "--stratum", "tier", "--seed", "3", "--by", "Ann", "--reason", "worth it?",
            "--json",
        )  # fmt: skip
        assert called.exit_code == 0, called.stderr or called.exception
        self.wave: dict[str, Any] = json.loads(called.stdout)
        self._train(exports / "lms" / "enrollments.csv")
        assert execute(RunSettings(exports=exports, out=out)) == []
        self.after = read_marts(out / "current" / "warehouse.duckdb")
        self.page = (out / "current" / "report" / "courses.html").read_text("utf-8")

    def call(self, *arguments: str) -> Any:
        """`ladder wave ... --out OUT`."""
        return CliRunner().invoke(ladder, ["wave", *arguments, "--out", str(self.out)])

    def people(self, group: int) -> list[str]:
        """Agents of a group."""
        return [person[0] for person in self.wave["people"] if person[4] == group]

    def _least_taken(self) -> tuple[str, set[str]]:
        """The course that is open to most; what it is listed for."""
        courses = self.before["courses"]
        open_ = courses[
            ~courses["mandatory"]
            & courses["prerequisites"].isna()
            & (courses["min_tier"] == 1)
            & (courses["card"].fillna("green") != "red")
            & (courses["course_id"] != "L00")
        ]
        taken = self.before["enrollments"]["course_id"].value_counts()
        row = open_.loc[open_["course_id"].map(taken).fillna(0).idxmin()]
        return row["course_id"], set(row["dimensions"].split("|"))

    def _train(self, path: Path) -> None:
        """All but one of the first group take the course, and one who was to wait."""
        rows = pd.read_csv(path, dtype=str)
        rows = rows[
            (rows["course_id"] != self.course) | (rows["enrolled_at"] < DRAWN_ON.isoformat())
        ]
        come = [*self.people(0)[1:], self.people(1)[0]]
        mine = pd.DataFrame(
            {
                "enrollment_id": [f"W{number}" for number in range(len(come))],
                "agent_id": come,
                "course_id": self.course,
                "enrolled_at": "2025-03-05T09:00:00",
                "completed_at": "2025-03-12T09:00:00",
                "status": "completed",
                "passed": "true",
            }
        )
        pd.concat([rows, mine]).to_csv(path, index=False)


@pytest.fixture(scope="module")
def cycle(small_exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    folder = tmp_path_factory.mktemp("wave")
    return Cycle(folder / "out", Path(shutil.copytree(small_exports, folder / "exports")))


def test_before_a_wave_there_is_nothing_but_what_one_could_tell(cycle: Cycle) -> None:
    assert cycle.before["training_waves"].empty
    assert cycle.before["wave_effects"].empty
    assert set(cycle.before["evidence_variances"]["units"]) == {"people", "teams"}
    assert {row["dimension"] for row in cycle.wave["precision"]} == cycle.dimensions
    assert all(row["std_error"] > 0 for row in cycle.wave["precision"])


def test_the_result_carries_the_draw(cycle: Cycle) -> None:
    (wave,) = cycle.after["training_waves"].to_dict("records")
    assert (wave["wave_id"], wave["seed"], wave["drawn_by"]) == (cycle.wave["id"], 3, "Ann")
    assert wave["state"] == "over"
    assert json.loads(wave["balance"]) == cycle.wave["balance"]
    found = cycle.after["wave_assignments"].set_index("agent_id")["arm"].to_dict()
    assert found == {agent: group + 1 for agent, _, _, _, group in cycle.wave["people"]}


def test_groups_are_compared_as_drawn(cycle: Cycle) -> None:
    effects = cycle.after["wave_effects"].set_index("dimension")
    row = effects.loc[sorted(cycle.dimensions)[0]]
    assert set(effects.index[effects["listed"]]) == cycle.dimensions
    assert row["state"] == "estimated"
    first = len(cycle.people(0))
    assert (row["n_due"], row["n_taken"], row["n_early"]) == (first, first - 1, 1)
    assert row["compliance"] == pytest.approx((first - 1) / first, abs=1e-6)
    # Nothing was gained, so the interval ought to hold 0; wider than 90 % for a single draw.
    assert abs(row["estimate"]) < 3 * row["estimate_error"]
    assert row["lower"] < row["uplift"] < row["upper"]
    assert 0 < row["randomisation_p"] <= 1


def test_the_page_shows_groups_and_nobody_by_name(cycle: Cycle) -> None:
    section = cycle.page.split('<section id="waves">')[1].split("</section>")[0]
    assert "Training waves" in section
    assert "培训批次" in section
    assert "worth it?" in section
    assert "Groups compared as they were drawn" in section
    agents = cycle.after["agents"]
    names = read_people(cycle.out / "current", open_keys(key_file(cycle.out)))
    assert names
    assert not [one for one in {*agents["agent_id"], *names.values()} if f">{one}<" in section]


def test_a_record_that_lost_the_wave_stops_the_next_run(cycle: Cycle, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(cycle.out, tmp_path / "out", symlinks=True))
    record_path(copy).write_text("", "utf-8")
    called = CliRunner().invoke(ladder, ["wave", "list", "--out", str(copy)])
    assert called.exit_code == 2
    assert f"cites wave {cycle.wave['id']}" in called.stderr
