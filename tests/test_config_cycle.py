"""A configuration is proposed, shown, approved and takes effect: past months keep theirs."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from assets.config_record import read_record, record_path
from assets.run_settings import RunSettings
from assets.warehouse import read_marts
from competency.loading import load_text
from pipelines.cli import ladder
from pipelines.commands.run import execute

# dagster, dbt and great-expectations warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")

MONTHLY = (
    "dimension_weights", "agent_scores", "score_covariances", "agent_composites", "agent_ladder",
    "agent_indicators",
)  # fmt: skip
CHANGES = ("dimensions.process.weight=0.24", "dimensions.resolution.weight=0.21",
           "indicators.qa_process.target=0.95", "ladder.tiers.independent.composite_cut=62",
           "ladder.tiers.executing.composite_cut=50")  # fmt: skip


class Cycle:
    """Two published results of the same exports, before and after an approval, and the record."""

    def __init__(self, out: Path, mine: Path, exports: Path) -> None:
        self.out, self.mine, self.exports = out, mine, exports
        self.before = self._run()
        newest = date.fromisoformat(self.before["run"]["as_of"]).replace(day=1)
        self.month = pd.Timestamp(newest)
        wanted = ("--by", "Ann Lee", "--from", f"{newest:%Y-%m}", "--reason", "更准")
        self.proposed = self.call("propose", str(mine), *wanted, "--json")
        assert self.proposed.exit_code == 0, self.proposed.stderr or self.proposed.exception
        self.refused = self.call("approve", self.id, "--by", " ann  lee ")
        self.approved = self.call("approve", self.id, "--by", "Bob", "--note", "seen")
        self.after = self._run()

    @property
    def id(self) -> str:
        """Of the proposal."""
        return str(json.loads(self.proposed.stdout)["id"])

    def call(self, *arguments: str) -> Any:
        """`ladder config ... --out OUT`."""
        return CliRunner().invoke(ladder, ["config", *arguments, "--out", str(self.out)])

    def _run(self) -> dict[str, Any]:
        assert execute(RunSettings(exports=self.exports, out=self.out)) == []
        current = self.out / "current"
        return {
            "run": json.loads((current / "run.json").read_text("utf-8")),
            "config": (current / "config.yml").read_text("utf-8"),
            "marts": read_marts(current / "warehouse.duckdb"),
        }


@pytest.fixture(scope="module")
def cycle(small_exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    folder = tmp_path_factory.mktemp("cycle")
    mine = folder / "mine.yml"
    mine.write_text("# ours, 我们的\n" + load_text(), "utf-8")
    assert CliRunner().invoke(ladder, ["config", "set", str(mine), *CHANGES]).exit_code == 0
    return Cycle(folder / "out", mine, small_exports)


def test_each_step_says_what_it_did(cycle: Cycle) -> None:
    what_if = json.loads(cycle.proposed.stdout)["what_if"]
    assert what_if["run_id"] == cycle.before["run"]["run_id"]
    assert what_if["weights"]["process"][1] > what_if["weights"]["process"][0]
    assert cycle.refused.exit_code == 2
    assert "somebody else" in cycle.refused.stderr
    assert cycle.approved.exit_code == 0
    log = cycle.call("log")
    lines = [line.split()[1] for line in log.stdout.splitlines()]
    assert lines[:3] == ["founded", cycle.id, cycle.id]
    assert "approved by Bob: seen" in log.stdout
    assert "更准" in log.stdout
    told = json.loads(cycle.call("log", "--json").stdout)
    assert told[1]["state"] == "approved"
    assert told[2]["sha256_of_entry"] in cycle.approved.stdout


def test_a_proposal_shows_who_would_move_and_may_be_withdrawn(cycle: Cycle, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text(cycle.mine.read_text("utf-8"), "utf-8")
    changed = CliRunner().invoke(
        ladder, ["config", "set", str(mine), "ladder.tiers.independent.composite_cut=66"]
    )
    assert changed.exit_code == 0
    arguments = ("propose", str(mine), "--by", "Ann", "--from", f"{cycle.month:%Y-%m}")
    shown = cycle.call(*arguments)
    assert shown.exit_code == 0, shown.stderr
    assert "would stand elsewhere" in shown.stdout
    assert "62 → 66" in shown.stdout
    name = shown.stdout.splitlines()[-1].split()[0]
    assert f"approve {name}" in shown.stderr
    assert "改动" in cycle.call(*arguments, "--language", "zh").stdout
    assert "superseded" in cycle.call("reject", name, "--by", "Ann").stderr
    newest = json.loads(cycle.call("log", "--json").stdout)[-1]["id"]
    assert cycle.call("reject", newest, "--by", "Ann").exit_code == 0


def test_what_was_proposed_is_what_the_run_after_approval_publishes(cycle: Cycle) -> None:
    summary = json.loads(cycle.proposed.stdout)["what_if"]
    assert summary["in_force"]["shown"] == "from"
    marts = cycle.after["marts"]
    weights = marts["dimension_weights"]
    weights = weights[weights["period"] == cycle.month].set_index("dimension")["weight"]
    shown = {key: pair[1] for key, pair in summary["weights"].items()}
    assert shown == pytest.approx(weights.to_dict(), abs=1e-6)
    ladder = marts["agent_ladder"]
    tiers = ladder.loc[ladder["period"] == cycle.month, "tier"].fillna(0).astype(int)
    found = [pair[1] for pair in summary["tiers"].values()]
    assert found == [int((tiers == place).sum()) for place in range(len(found))]
    assert summary["training_minutes"][1] == marts["path_assignments"]["minutes"].sum()


def test_the_approver_can_read_what_is_proposed(cycle: Cycle) -> None:
    shown = cycle.call("show", cycle.id)
    assert shown.exit_code == 0, shown.stderr
    assert "proposed by Ann Lee" in shown.stdout
    assert "(approved): 更准" in shown.stdout
    assert "  dimensions.process.weight: 0.2 → 0.24" in shown.stdout
    assert "people would stand elsewhere" in shown.stdout
    text = cycle.call("show", cycle.id, "--text").stdout
    assert text == cycle.mine.read_text("utf-8")
    as_json = json.loads(cycle.call("show", cycle.id, "--json").stdout)
    assert as_json["state"] == "approved"
    assert as_json["what_if"]["changes"]
    assert "  dimensions.process.weight: 0.2 → 0.24" in cycle.approved.stdout
    unknown = cycle.call("show", "nope")
    assert unknown.exit_code == 2
    assert cycle.id in unknown.stderr


@pytest.mark.parametrize("mart", MONTHLY)
def test_past_months_are_the_same_to_the_digit_and_later_ones_are_not(
    cycle: Cycle, mart: str
) -> None:
    before, after = (each["marts"][mart] for each in (cycle.before, cycle.after))
    past, past_after = (each[each["period"] < cycle.month] for each in (before, after))
    assert len(past)
    pd.testing.assert_frame_equal(
        past.reset_index(drop=True), past_after.reset_index(drop=True), check_exact=True
    )
    now, now_after = (each[each["period"] >= cycle.month] for each in (before, after))
    assert len(now) == len(now_after)
    assert not now.reset_index(drop=True).equals(now_after.reset_index(drop=True))


@pytest.mark.parametrize("mart", ["staff_reviews", "weight_demand"])
def test_what_rests_on_them_keeps_its_past_too(cycle: Cycle, mart: str) -> None:
    before, after = (each["marts"][mart] for each in (cycle.before, cycle.after))
    past, past_after = (
        each[each["period"] < cycle.month].reset_index(drop=True) for each in (before, after)
    )
    assert len(past)
    pd.testing.assert_frame_equal(past, past_after, check_exact=True)


def test_a_result_cites_what_it_was_made_with_and_who_approved_it(cycle: Cycle) -> None:
    assert cycle.before["run"]["config"]["record"] is None
    config = cycle.after["run"]["config"]
    approval = read_record(cycle.out).entries[2]
    assert config["record"] == {
        "id": cycle.id,
        "effective_from": f"{cycle.month:%Y-%m-%d}",
        "proposed_by": "Ann Lee",
        "proposed_at": json.loads(cycle.proposed.stdout)["at"],
        "approved_by": "Bob",
        "approved_at": approval.event.at,
        "entry_sha256": approval.sha256,
    }
    assert [one["id"] for one in config["editions"]] == [None, cycle.id]
    assert config["editions"][0]["sha256"] == cycle.before["run"]["config"]["sha256"]
    assert config["sha256"] == config["editions"][1]["sha256"]
    assert cycle.after["run"]["run_id"] != cycle.before["run"]["run_id"]
    assert cycle.after["config"] == cycle.mine.read_text("utf-8")
    editions = cycle.after["marts"]["config_editions"]
    assert editions["record_id"].fillna("").tolist() == ["", cycle.id]
    assert editions["effective_from"].isna().tolist() == [True, False]
    assert editions["effective_to"].isna().tolist() == [False, True]


def test_a_run_with_another_configuration_is_refused_before_it_starts(
    cycle: Cycle, tmp_path: Path
) -> None:
    other = tmp_path / "other.yml"
    other.write_text(load_text(), "utf-8")
    arguments = ["run", "--exports", str(cycle.exports), "--out", str(cycle.out)]
    # The shipped one was in force before: that it is not now shows once the as-of day is known.
    day = ["--as-of", cycle.after["run"]["as_of"]]
    refused = CliRunner().invoke(ladder, [*arguments, *day, "--config", str(other)])
    assert refused.exit_code == 2
    assert f"{cycle.id}, approved by Bob" in refused.stderr
    other.write_text(load_text() + "# another\n", "utf-8")
    refused = CliRunner().invoke(ladder, [*arguments, "--config", str(other)])
    assert refused.exit_code == 2
    assert "ladder config propose" in refused.stderr


def test_what_is_not_in_force_on_the_day_of_the_exports_is_refused_too(
    cycle: Cycle, tmp_path: Path
) -> None:
    """The founding configuration is on record; that it has ended shows once exports are read."""
    other = tmp_path / "other.yml"
    other.write_text(load_text(), "utf-8")
    arguments = ["run", "--exports", str(cycle.exports), "--out", str(cycle.out)]
    refused = CliRunner().invoke(ladder, [*arguments, "--config", str(other)])
    assert refused.exit_code == 2, refused.stderr
    assert f"{other} is not the configuration in force: {cycle.id}" in refused.stderr
    assert "run_context:" not in refused.stderr


def test_a_run_as_of_an_earlier_day_does_not_open_the_past(cycle: Cycle) -> None:
    config = cycle.after["run"]["config"]
    assert config["newest_month"] == f"{cycle.month:%Y-%m-%d}"
    assert config["record_head"] == read_record(cycle.out).entries[2].sha256
    assert cycle.before["run"]["config"]["record_head"] is None
    past = (cycle.month - pd.Timedelta(days=1)).date()
    out = cycle.out.with_name("earlier")
    shutil.copytree(cycle.out, out, symlinks=True, ignore=shutil.ignore_patterns("work"))
    assert execute(RunSettings(exports=cycle.exports, out=out, as_of=past)) == []
    run = json.loads((out / "current" / "run.json").read_text("utf-8"))
    assert run["config"]["record"] is None
    assert run["config"]["newest_month"] == config["newest_month"]
    assert run["config"]["record_head"] == read_record(out).head
    arguments = ["config", "propose", str(cycle.mine), "--out", str(out), "--by", "Ann"]
    refused = CliRunner().invoke(ladder, [*arguments, "--from", f"{past:%Y-%m}"])
    assert refused.exit_code == 2
    assert "before the newest published month" in refused.stderr
    shutil.rmtree(out / "config")
    arguments = ["run", "--exports", str(cycle.exports), "--out", str(out)]
    refused = CliRunner().invoke(ladder, arguments)
    assert refused.exit_code == 2
    assert "lines are missing" in refused.stderr


def test_a_record_that_was_changed_stops_the_next_run(cycle: Cycle) -> None:
    path = record_path(cycle.out)
    kept = path.read_text("utf-8")
    try:
        path.write_text(kept.replace('"by": "Bob"', '"by": "Cem"'), "utf-8")
        arguments = ["run", "--exports", str(cycle.exports), "--out", str(cycle.out)]
        result = CliRunner().invoke(ladder, arguments)
        assert result.exit_code == 2
        assert "record.jsonl:3: this line was changed" in result.stderr
        assert cycle.call("log").exit_code == 2
    finally:
        path.write_text(kept, "utf-8")
