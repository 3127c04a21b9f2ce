"""Exports in, published result out, through the same definitions as `ladder run`."""

import gzip
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from dagster import DagsterInstance

from assets.appeal_record import open_appeal, read_appeals
from assets.content_hash import require_whole
from assets.erasure_proof import places
from assets.keys import open_keys
from assets.previous_result import published_versions
from assets.redaction import Redaction
from assets.run_settings import RunSettings
from assets.warehouse import read_marts
from competency.loading import load_text
from competency.simulation.centre import Centre
from pipelines.cli import ladder as ladder_command
from pipelines.commands.run import execute

# dagster, dbt and great-expectations warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")

CONTRACT = {
    "agent_scores": "agent_id period dimension score std_error lower upper n_evidence "
    "evidence_state",
    "agent_composites": "agent_id period composite std_error lower upper",
    "dimension_weights": "period dimension base_weight importance demand weight lower_bound "
    "upper_bound step reason",
    "agent_ladder": "agent_id period tier tier_key prob_tier_1 prob_tier_2 prob_tier_3 "
    "prob_tier_4 prob_tier_5 previous_tier change blocked_by months_in_tier",
    "path_assignments": "agent_id sequence course_id session_id planned_start due dimension "
    "expected_uplift minutes status reason",
    "course_effects": "course_id dimension uplift std_error lower upper n_trained method",
    "rejected_rows": "source_table file row_number column value rule severity",
}


class Published:
    """A published result, read as its users read it."""

    def __init__(self, out: Path) -> None:
        current = out / "current"
        self.out = out
        self.folder = current
        self.record: dict[str, Any] = json.loads((current / "run.json").read_text("utf-8"))
        self.marts = read_marts(current / "warehouse.duckdb")
        self.page = (current / "report" / "index.html").read_text("utf-8")
        self.statements = (current / "delivery" / "xapi_statements.jsonl").read_text("utf-8")

    def notices(self) -> dict[str, dict[str, Any]]:
        """Notices of the run by subject."""
        return {notice["subject"]: notice for notice in self.record["mode"]["notices"]}

    def latest(self, mart: str) -> pd.DataFrame:
        """Rows of a mart's last month."""
        frame = self.marts[mart]
        return frame[frame["period"] == frame["period"].max()]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One output folder for all runs of this file: what is published must survive the next run."""
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def full(small_exports: Path, out: Path) -> Published:
    """The result of the untouched exports."""
    with everything_told() as told:
        assert execute(RunSettings(exports=small_exports, out=out)) == []
    out.with_name("told").write_text("\n".join(told), encoding="utf-8")
    shutil.copytree(out / "current", out.with_name("as_published"))
    return Published(out)


@pytest.fixture
def publish(out: Path) -> Callable[..., Published]:
    """Run exports into the shared folder and read what was published."""

    def run(exports: Path, **more: Any) -> Published:
        assert execute(RunSettings(exports=exports, out=out, **more)) == []
        return Published(out)

    return run


@pytest.fixture(scope="module")
def no_snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped configuration, but that no kept landing may stand in for what is missing."""
    path = tmp_path_factory.mktemp("config") / "no_snapshots.yml"
    text = re.sub(r"max_age_days: \d+", "max_age_days: 0", load_text(None))
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def everything_told() -> Iterator[list[str]]:
    """All that a run logs meanwhile, and every event it hands to Dagster."""
    told: list[str] = []
    handle = DagsterInstance.handle_new_event

    def note(self: DagsterInstance, event: Any, **options: Any) -> None:
        told.append(str(event))
        handle(self, event, **options)

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(self.format(record))

    handler = Handler(logging.DEBUG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DagsterInstance, "handle_new_event", note)
        logging.getLogger().addHandler(handler)
        try:
            yield told
        finally:
            logging.getLogger().removeHandler(handler)


def _text_of(path: Path) -> str:
    """What a file says: tables read, everything else as it is."""
    if path.suffix == ".parquet":
        return str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall())
    if path.suffix != ".duckdb":
        return path.read_bytes().decode(errors="replace")
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        return "\n".join(
            str(connection.execute(f'from "{schema}"."{table}"').fetchall())
            for schema, table in tables
        )


def test_names_and_customers_are_kept_and_logged_nowhere_but_where_they_belong(
    full: Published, out: Path, small_centre: Centre
) -> None:
    names = {name for name in small_centre.tables["crm/agents"]["name"] if isinstance(name, str)}
    customers = {*small_centre.tables["crm/interactions"]["customer_id"].dropna()}
    assert len(names) > 10
    assert len(customers) > 10
    told = out.with_name("told").read_text(encoding="utf-8")
    assert "landing__crm_interactions" in told
    texts = {"everything told": told} | {
        path.relative_to(out).as_posix(): _text_of(path)
        for path in out.rglob("*")
        if path.is_file() and path.suffix != ".xlsx"
    }
    assert any(name.startswith("logs/") for name in texts)
    for name, text in texts.items():
        # What is for those who may see them has names; nothing else has.
        places = ("/report/teams/", "/delivery/digests/", "/delivery/calendars/")
        shown = any(place in name for place in places)
        found = [one for one in ({*()} if shown else names) | customers if one in text]
        assert not found, name
    page = next(
        text for name, text in texts.items() if "/report/teams/" in name and "/agents/" in name
    )
    assert any(name in page for name in names)  # the search looks into the files


def _accounted(record: dict[str, Any]) -> bool:
    return all(
        source["rows_read"] == source["accepted"] + source["rejected"] + source["duplicates"]
        for source in [*record["sources"], *record["tables"]]
    )


def test_every_mart_has_the_columns_of_the_contract(full: Published) -> None:
    for mart, columns in CONTRACT.items():
        assert set(columns.split()) <= set(full.marts[mart].columns), mart
        assert (full.folder / "marts" / f"{mart}.parquet").exists()
    assert all(len(full.marts[mart]) for mart in CONTRACT if mart != "rejected_rows")


def test_rows_of_every_file_add_up_and_nothing_sound_is_refused(
    full: Published, small_centre: Centre
) -> None:
    assert _accounted(full.record)
    accepted = {table["table"]: 0 for table in full.record["tables"]}
    for source in full.record["sources"]:
        accepted[source["table"]] += source["accepted"]
    landed = {key: len(frame) for key, frame in small_centre.tables.items()}
    assert accepted == {"crm/deletions": 0, **landed}
    assert full.marts["rejected_rows"].empty
    assert full.record["mode"] == {"state": "full", "plans": [], "notices": []}


def test_everybody_at_work_has_a_place_or_too_little_evidence_and_a_path_or_a_reason(
    full: Published,
) -> None:
    ladder = full.latest("agent_ladder")
    agents = full.marts["agents"]
    at_work = set(agents.loc[agents["status"] != "left", "agent_id"])
    assert set(ladder["agent_id"]) == at_work
    answered = {
        *full.marts["path_assignments"]["agent_id"],
        *full.marts["path_gaps"]["agent_id"],
    }
    assert at_work <= answered
    tiers = {key: count for key, count in full.record["counts"]["tiers"].items() if count}
    assert sum(tiers.values()) == len(at_work)


def test_scores_follow_the_truth_better_than_chance(full: Published, small_centre: Centre) -> None:
    truth = small_centre.truth["tiers"]
    last = truth[truth["period"] == truth["period"].max()]
    both = full.latest("agent_composites").merge(
        last.drop(columns="period"), on="agent_id", suffixes=("", "_true")
    )
    assert len(both) >= 15
    assert np.corrcoef(both["composite"], both["composite_true"])[0, 1] > 0.5


def test_every_receipt_agrees_with_the_marts(full: Published, out: Path) -> None:
    composites = full.latest("agent_composites").set_index("agent_id")
    ladder = full.latest("agent_ladder").set_index("agent_id")
    for agent in ladder.index:
        called = CliRunner().invoke(
            ladder_command, ["explain", "--out", str(full.out), "--agent", agent, "--json"]
        )
        assert called.exit_code == 0, called.stderr
        receipt = json.loads(called.stdout)
        total = sum(one["contribution"] or 0.0 for one in receipt["dimensions"])
        published = composites.loc[agent, "composite"]
        assert total == pytest.approx(0 if pd.isna(published) else published, abs=1e-4)
        if receipt["ladder"]["change"] == "held" and receipt["ladder"]["tier"] < 5:
            asked = receipt["ladder"]["decided"]["asked_up"]
            assert asked == ladder.loc[agent, "asked_probability"]
        probabilities = list(receipt["ladder"]["probabilities"].values())
        for tier, wanted in enumerate(receipt["ladder"]["tiers"]):
            at_least = sum(one or 0.0 for one in probabilities[tier:])
            # Gates take chances away and add none.
            assert at_least <= wanted["chance_of_all_bars"] + 1e-4
    unknown = CliRunner().invoke(
        ladder_command, ["explain", "--out", str(full.out), "--agent", "nobody"]
    )
    assert unknown.exit_code == 2
    assert unknown.stdout == ""


def test_weights_of_a_month_add_up_and_intervals_hold_their_scores(full: Published) -> None:
    weights = full.marts["dimension_weights"].groupby("period")["weight"].sum()
    assert weights.to_numpy() == pytest.approx(1.0)
    scores = full.marts["agent_scores"].dropna(subset="score")
    assert (scores["lower"] <= scores["score"]).all()
    assert (scores["score"] <= scores["upper"]).all()


def test_the_published_warehouse_holds_nothing_but_marts(full: Published) -> None:
    with duckdb.connect(str(full.folder / "warehouse.duckdb"), read_only=True) as connection:
        schemas = connection.execute(
            "select distinct table_schema from information_schema.tables"
        ).fetchall()
    assert schemas == [("marts",)]


def test_delivery_has_every_assignment(full: Published) -> None:
    rows = len(full.marts["path_assignments"])
    assert rows > 0
    csv = pd.read_csv(full.folder / "delivery" / "assignments.csv")
    assert len(csv) == rows
    lines = full.statements.splitlines()
    ours = full.marts["path_deliveries"]["origin"] == "path"
    assert len({json.loads(line)["id"] for line in lines}) == ours.sum() > 0


def test_a_rerun_gives_the_same_result_under_the_same_id(
    full: Published, publish: Callable[..., Published], small_exports: Path
) -> None:
    again = publish(small_exports)
    assert again.record["run_id"] == full.record["run_id"]
    for name, frame in full.marts.items():
        pd.testing.assert_frame_equal(again.marts[name], frame)


def test_what_is_no_longer_offered_is_withdrawn(
    full: Published, publish: Callable[..., Published], exports_copy: Callable[[], Path]
) -> None:
    sent = full.marts["path_deliveries"].query("state == 'sent'")
    gone = sent["course_id"].mode()[0]
    exports = exports_copy()
    courses = pd.read_csv(exports / "lms" / "courses.csv", dtype=str)
    courses.loc[courses["course_id"] == gone, "active"] = "false"
    courses.to_csv(exports / "lms" / "courses.csv", index=False)
    result = publish(exports)
    ledger = result.marts["path_deliveries"]
    withdrawn = ledger[(ledger["course_id"] == gone) & (ledger["state"] == "withdrawn")]
    assert set(withdrawn["agent_id"]) == set(sent[sent["course_id"] == gone]["agent_id"])
    delivery = result.folder / "delivery"
    lines = (delivery / "moodle_enrolments.csv").read_text("utf-8").splitlines()
    assert {f"del, student, {agent}, {gone}" for agent in withdrawn["agent_id"]} <= set(lines)
    known = {json.loads(line)["id"] for line in full.statements.splitlines()}
    said = [json.loads(line) for line in result.statements.splitlines()]
    voided = {s["object"]["id"] for s in said if s["verb"]["id"].endswith("/voided")}
    assert voided <= known
    assert len(voided) >= len(withdrawn) > 0


def test_a_centre_without_reviews_is_published_and_says_so(
    publish: Callable[..., Published],
    exports_copy: Callable[[], Path],
    no_snapshots: Path,
) -> None:
    exports = exports_copy()
    shutil.rmtree(exports / "qa")
    result = publish(exports, config=no_snapshots)
    assert result.record["mode"]["state"] == "degraded"
    assert "qa_process" in result.notices()["qa/reviews"]["switched_off"]
    assert not result.marts["agent_indicators"]["indicator"].str.startswith("qa_").any()
    assert result.latest("agent_ladder")["tier"].notna().any()
    assert result.notices()["qa/reviews"]["text"] in result.page


def test_without_lms_and_surveys_gaps_say_that_no_course_is_there(
    publish: Callable[..., Published],
    exports_copy: Callable[[], Path],
    no_snapshots: Path,
) -> None:
    exports = exports_copy()
    shutil.rmtree(exports / "lms")
    (exports / "crm" / "surveys.csv.gz").unlink()
    result = publish(exports, config=no_snapshots)
    assert {"crm/surveys", "lms/assessments"} <= set(result.notices())
    assert result.marts["path_assignments"].empty
    assert "no_course" in set(result.marts["path_gaps"]["code"])
    assert result.latest("agent_ladder")["tier"].notna().any()


def test_one_bad_file_of_each_kind_fails_its_table_only_and_is_named(
    full: Published,
    publish: Callable[..., Published],
    exports_copy: Callable[[], Path],
    no_snapshots: Path,
) -> None:
    exports = exports_copy()
    surveys = gzip.decompress((exports / "crm" / "surveys.csv.gz").read_bytes())
    (exports / "crm" / "surveys.csv.gz").write_bytes(gzip.compress(surveys)[:-400])
    (exports / "crm" / "complaints.xlsx").unlink()
    (exports / "crm" / "complaints.csv").write_text("complaint_id,interaction_id\n")
    reviews = pd.read_csv(exports / "qa" / "reviews.csv", dtype=str)
    reviews[~reviews["reviewed_at"].str.startswith("2025-03")].to_csv(
        exports / "qa" / "reviews.csv", index=False
    )
    enrollments = pd.read_csv(exports / "lms" / "enrollments.csv", dtype=str)
    enrollments.drop(columns="course_id").to_csv(exports / "lms" / "enrollments.csv", index=False)
    result = publish(exports, config=no_snapshots)

    notices = result.notices()
    assert "surveys.csv.gz" in notices["crm/surveys"]["text"]
    assert {"satisfied", "promoter"} <= {
        key for notice in result.record["mode"]["notices"] for key in notice["switched_off"]
    }
    assert "2025-03" in notices["qa/reviews"]["text"]
    assert "course_id" in notices["lms/enrollments.csv"]["text"]
    assert "lms/enrollments.csv was refused" in result.page
    tables = {table["table"]: table for table in result.record["tables"]}
    assert tables["crm/surveys"]["status"] == "failed"
    assert tables["crm/complaints"]["status"] == "empty"
    assert _accounted(result.record)
    refused = result.marts["rejected_rows"].set_index("source_table")
    assert refused.loc["lms/enrollments", "rule"] == "missing_column"
    assert refused.loc["lms/enrollments", "column"] == "course_id"
    # review scores whose review is gone are named, and a month without reviews scores nobody 0
    assert (refused.loc["qa/review_scores", "rule"] == "unknown_reference").all()
    scores = result.marts["agent_scores"]
    march = scores.loc[scores["period"] == pd.Timestamp("2025-03-01"), "score"].dropna()
    assert (march > 0).mean() > 0.9

    # Months that are over: their tiers stand, what they would be now is told.
    assert result.record["as_of"] == full.record["as_of"]
    pd.testing.assert_frame_equal(result.marts["month_records"], full.marts["month_records"])
    keys = ["agent_id", "period", "tier", "change"]
    pd.testing.assert_frame_equal(
        result.marts["agent_ladder"][keys], full.marts["agent_ladder"][keys]
    )
    restated = result.marts["restatements"]
    assert {"tier", "composite"} <= set(restated["measure"])
    assert "late_data" in set(restated["reason"])
    assert full.marts["restatements"].empty


def test_when_nothing_can_be_used_the_last_result_stands(
    full: Published, out: Path, tmp_path: Path
) -> None:
    before = (out / "current").resolve()
    exports = tmp_path / "empty"
    (exports / "crm").mkdir(parents=True)
    (exports / "crm" / "interactions.csv").write_text("interaction_id,agent_id\nI1,A1\n")
    problems = execute(RunSettings(exports=exports, out=out))
    assert len(problems) == 1
    assert "nobody can be scored" in problems[0]
    assert (out / "current").resolve() == before
    assert before.exists()


def test_an_earlier_day_sees_nothing_of_what_came_later(small_exports: Path, out: Path) -> None:
    settings = RunSettings(exports=small_exports, out=out, as_of=date(2025, 3, 15))
    assert execute(settings) == []
    result = Published(out)
    assert result.record["as_of"] == "2025-03-15"
    assert result.marts["agent_ladder"]["period"].max() == pd.Timestamp("2025-03-01")
    assert result.marts["path_assignments"]["planned_start"].min() >= pd.Timestamp("2025-03-15")


def test_a_month_is_built_again_as_it_was_first_published(full: Published, out: Path) -> None:
    month = full.record["as_of"][:7]
    called = CliRunner().invoke(
        ladder_command, ["rebuild", "--period", month, "--out", str(out), "--json"]
    )
    assert called.exit_code == 0, called.stderr
    assert json.loads(called.stdout)["run_id"] == full.record["run_id"]
    published, rebuilt = out.with_name("as_published"), out / "rebuilt" / month
    names = {
        folder: {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        for folder in (published, rebuilt)
    }
    assert names[published] == names[rebuilt]
    # DuckDB lays a file out as it likes; its tables are held against marts/ by the command.
    for name in names[published] - {Path("warehouse.duckdb")}:
        assert (published / name).read_bytes() == (rebuilt / name).read_bytes(), name


def test_a_frozen_run_keeps_tiers_and_paths_and_every_output_says_so(
    full: Published, publish: Callable[..., Published], exports_copy: Callable[[], Path], out: Path
) -> None:
    assert full.record["mode"]["state"] == "full", "its surveys stand in"
    kept = published_versions(out / "current")[-1]
    exports = exports_copy()
    (exports / "crm" / "surveys.csv.gz").unlink()
    result = publish(exports, freeze="roster under review")
    mode = result.record["mode"]
    assert (mode["state"], mode["plans"]) == ("degraded", ["last_snapshot", "frozen"])
    assert result.record["as_of"] == kept.as_of.isoformat()
    before = read_marts(kept.folder / "warehouse.duckdb")
    tiers = ["agent_id", "period", "tier"]
    pd.testing.assert_frame_equal(
        result.marts["agent_ladder"][tiers], before["agent_ladder"][tiers]
    )
    for mart in ("path_assignments", "path_gaps", "path_deliveries", "path_overrides"):
        pd.testing.assert_frame_equal(result.marts[mart], before[mart])
    told = result.marts["run_mode"]
    assert list(told["code"])[:2] == ["frozen", "last_snapshot"]
    words = mode["notices"][0]["text"]
    assert "roster under review" in words
    report = out / "current" / "report"
    pages = sorted(report.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        assert words in page.read_text(encoding="utf-8"), page.name
    delivery = out / "current" / "delivery"
    assert (
        json.loads((delivery / "mode.json").read_text(encoding="utf-8"))["plans"] == mode["plans"]
    )
    for workbook in delivery.glob("managers/*.xlsx"):
        first = openpyxl.load_workbook(workbook).worksheets[0]
        assert words in [cell.value for cell in first["A"]]
    for digest in delivery.glob("digests/*.txt"):
        assert words in digest.read_text(encoding="utf-8")


def test_whom_the_exports_erase_is_nowhere_any_more(
    full: Published, publish: Callable[..., Published], exports_copy: Callable[[], Path], out: Path
) -> None:
    """In no table, page, file, kept landing, record or older version; the others stay as told."""
    mentors = set(full.marts["agents"]["mentor_id"].dropna())
    person = sorted(mentors & set(full.latest("agent_ladder")["agent_id"]))[0]
    people = {"by": "Ann Wu", "user": "ann"}
    appealed = {"agent_id": person, "about": "tier", "text": f"of {person}", "run_id": "r"}
    appeal = open_appeal(out, **people, as_of=date(2025, 1, 1), entered=appealed)
    other = sorted(set(full.marts["agents"]["agent_id"]) - {person})[0]
    open_appeal(out, **people, as_of=date(2025, 1, 1), entered={**appealed, "agent_id": other})
    versions = len(list((out / "versions").iterdir()))
    (out / "current" / "report").chmod(0o751)
    exports = exports_copy()
    (exports / "crm" / "deletions.csv").write_text(f"about,id,reason\nperson,{person},asked\n")
    result = publish(exports)

    keys = open_keys(RunSettings(exports=exports, out=out).keys)
    searched, named = places(out, Redaction({}, people=[person], words=[person]), keys)
    assert named == []
    assert searched > 100 * versions
    assert appeal.appeal_id not in {one.opened.appeal_id for one in read_appeals(out)}
    assert [one.opened.text for one in read_appeals(out)] == ["of erased"]
    assert other in {one.opened.agent_id for one in read_appeals(out)}
    proof = json.loads(next((out / "erasures").glob("proof-*.json")).read_text("utf-8"))
    assert (proof["known_here"], proof["versions_made_anew"]) == (1, versions)
    refused = result.marts["rejected_rows"].query("rule == 'erased_person'")
    assert {"crm/agents", "crm/interactions", "qa/reviews"} <= set(refused["source_table"])
    assert refused["value"].isna().all()
    for source in result.record["sources"]:
        read = source["accepted"] + source["rejected"] + source["duplicates"]
        assert source["rows_read"] == read, source["file"]
    tiers = ["agent_id", "period", "tier"]
    before, after = full.marts["agent_ladder"][tiers], result.marts["agent_ladder"][tiers]
    over = before["period"] < before["period"].max()
    others = before[over & (before["agent_id"] != person)].reset_index(drop=True)
    assert others.equals(after[after["period"] < after["period"].max()].reset_index(drop=True))
    modes = set()
    for version in (out / "versions").iterdir():
        require_whole(version)
        modes.add((version / "report").stat().st_mode & 0o777)
    assert 0o751 in modes, "whoever could read a version reads the one in its place"
