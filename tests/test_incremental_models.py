"""A chain of increments gives the tables of a full rebuild; months that nothing touches stay."""
# ruff: noqa: E501  SQL is read line by line

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.landed_months import LandedMonths

PROJECT = Path(__file__).parents[1] / "dbt_project"
BY_MONTH = ["int_interaction_cells", "int_review_marks", "int_mark_cells", "int_month_evidence"]
#: What a month was made of is told in other words where another as-of day makes no difference.
BOOKKEEPING = {"built_from", "built_as_of", "settles_at"}
SELECTED = ["--select", "+int_month_evidence", "+int_demand", "+int_new_hire_events"]

Change = Callable[[LandedMonths], None]


class Centre:
    """A landing, and a warehouse that goes from run to run."""

    def __init__(self, folder: Path, project: Path = PROJECT) -> None:
        self.landing = LandedMonths(folder / "landing")
        self.project = project
        self.folder = folder
        self.warehouse = folder / "warehouse.duckdb"
        self.manifest: Any = None

    def run(self, selected: list[str] = SELECTED) -> None:
        """Build staging and intermediate models."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        arguments = [
            *("--project-dir", str(self.project), "--profiles-dir", str(self.project)),
            *(
                "--target-path",
                str(self.folder / "target"),
                "--log-path",
                str(self.folder / "logs"),
            ),
            *("--log-level-file", "none", "--quiet"),
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LADDER_LANDING", str(self.landing.folder))
            patch.setenv("LADDER_WAREHOUSE", str(self.warehouse))
            if self.manifest is None:
                self.manifest = dbtRunner().invoke(["parse", *arguments]).result
            runner = dbtRunner(manifest=self.manifest)
            done = runner.invoke(["run", "--no-write-json", *selected, *arguments])
            DuckDBConnectionManager.close_all_connections()
        assert done.success, done.exception or [
            (one.node.name, one.message) for one in done.result.results if one.status != "success"
        ]

    def spoil(self, statement: str) -> None:
        """Change the warehouse by hand."""
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(statement)

    def built_anew(self) -> list[str]:
        """Run; which months of the contacts were built anew by it."""
        self.landing.write()
        self.spoil("update intermediate.int_interaction_cells set interactions = -interactions")
        self.run()
        with duckdb.connect(str(self.warehouse)) as connection:
            months = connection.execute(
                "select distinct strftime(period, '%b') from intermediate.int_interaction_cells "
                "where interactions > 0 order by min(period) over (partition by period)"
            ).fetchall()
            connection.execute(
                "update intermediate.int_interaction_cells set interactions = abs(interactions)"
            )
        return sorted((month for (month,) in months), key=["Jan", "Feb", "Mar", "Apr", "May"].index)

    def made_of(self) -> dict[tuple[str, date], str]:
        """What the last run knew months to be made of, by model and month."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return {
                (name, period): built_from
                for name in ("int_interaction_months", "int_review_months")
                for period, built_from in connection.execute(
                    f"select period, built_from from intermediate.{name}"
                ).fetchall()
            }

    def differences(self) -> dict[str, int]:
        """Rows in which tables differ from those of a full rebuild of the same landing."""
        kept = self.warehouse.rename(self.folder / "kept.duckdb")
        self.run()
        anew = self.warehouse.rename(self.folder / "anew.duckdb")
        kept.rename(self.warehouse)
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.warehouse}' as chain (read_only)")
            connection.execute(f"attach '{anew}' as anew (read_only)")
            tables = connection.execute(
                "select table_name, list(column_name) from duckdb_columns() "
                "where database_name = 'anew' and schema_name = 'intermediate' group by all"
            ).fetchall()
            assert {*BY_MONTH, "int_demand", "int_new_hire_events"} <= {
                table for table, _ in tables
            }
            found = {}
            for table, columns in tables:
                names = ", ".join(sorted(set(columns) - BOOKKEEPING))
                chain = f"select {names} from chain.intermediate.{table}"
                full = f"select {names} from anew.intermediate.{table}"
                ((found[table],),) = connection.execute(
                    f"select count(*) from ((({chain}) except all ({full})) "
                    f"union all (({full}) except all ({chain})))"
                ).fetchall()
        return {table: rows for table, rows in found.items() if rows}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Built once; every test goes on from where the one before it left it."""
    made = Centre(tmp_path_factory.mktemp("centre"))
    made.landing.write()
    made.run()
    return made


def _next_days(landing: LandedMonths) -> None:
    for day in range(110, 123):
        landing.add(day)
    landing.as_of = date(2026, 5, 3)


def _as_of(day: date) -> Change:
    def change(landing: LandedMonths) -> None:
        landing.as_of = day

    return change


def _rows(*statements: str) -> Change:
    def change(landing: LandedMonths) -> None:
        for statement in statements:
            landing.sql(statement)

    return change


def _comes_late(landing: LandedMonths) -> None:
    landing.add(35, 7, tables="crm_interactions")
    _rows(
        "insert into crm_surveys by name select 'late' || interaction_id as survey_id, "
        "interaction_id, agent_id, opened_at + interval 40 day as responded_at, 1 as csat, "
        "0 as nps, 'late' as file from crm_interactions where file = 'day 77'",
        "insert into lms_assessments by name select 'late' as attempt_id, 'A1' as agent_id, "
        "'T1' as assessment_id, timestamp '2026-04-10' as taken_at, 4 as score, 5 as max_score, "
        "'late' as file",
        "insert into qa_feedback_360 by name select 'late' as feedback_id, 'A2' as agent_id, "
        "'peer' as rater_role, 'growth' as dimension, 5 as rating, "
        "timestamp '2026-01-11' as given_at, 'late' as file",
    )(landing)


def _other_configuration(landing: LandedMonths) -> None:
    landing.editions.append((date(2026, 3, 1), {"closure_hours": 3.0, "repeat_contact_days": 45.0}))


#: What happens in a step is about different months or tables: one does not stand in for another.
CHANGES: dict[str, Change] = {
    "the next days": _next_days,
    "files of an old month are gone, a complaint is turned down, scores are corrected": _rows(
        "delete from crm_interactions where file = 'day 35'",
        "update crm_complaints set upheld = false where file = 'day 63'",
        "update qa_review_scores set score = 0 where file = 'day 91'",
    ),
    "they come late, so do a survey of 40 days ago, a test and a rating": _comes_late,
    "contacts are corrected, a review is of the month before": _rows(
        "update crm_interactions set issue_type = 'roaming', handle_seconds = 5 where file = 'day 14'",
        "insert into qa_reviews by name select 'late' || interaction_id as review_id, agent_id, "
        "'Q9' as reviewer_id, timestamp '2026-05-02 10:00:00' as reviewed_at, interaction_id, "
        "'late' as file from crm_interactions where file = 'day 98'",
        "insert into qa_review_scores by name select review_id, 'tone' as criterion, 2 as score, "
        "5 as max_score, 'late' as file from qa_reviews where file = 'late'",
    ),
    "a review is disputed": _rows("update qa_reviews set disputed = true where file = 'day 70'"),
    "the contacts of those reviews are corrected": _rows(
        "update crm_interactions set complexity = 'hard', channel = 'letter' where file = 'day 98'"
    ),
    "contacts were opened in another month": _rows(
        "update crm_interactions set opened_at = opened_at - interval 40 day "
        "where file = 'day 91' and hash(interaction_id) % 5 = 0"
    ),
    "somebody was in another team": _rows(
        "insert into crm_agents by name select 'A3' as agent_id, 'T9' as team_id, "
        "date '2025-12-01' as hire_date, 'agent' as role, 'active' as status, "
        "date '2026-02-15' as valid_from, 'agents' as file"
    ),
    "the as-of day goes back": _as_of(date(2026, 3, 10)),
    "it goes on within reach": _as_of(date(2026, 4, 3)),
    "it goes on by a day": _as_of(date(2026, 4, 4)),
    "it goes on beyond": _as_of(date(2026, 5, 3)),
    "there are older months": _rows(
        "insert into crm_interactions by name select 'old' || i as interaction_id, "
        "'A4' as agent_id, timestamp '2025-11-20' + to_days(i::int) as opened_at, "
        "'C1' as customer_id, 'bill' as issue_type, 'old' as file from range(9) as t (i)"
    ),
    "they are gone again": _rows("delete from crm_interactions where file = 'old'"),
    "another configuration holds from March on, and repeats reach far": _other_configuration,
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_increments_make_what_a_full_rebuild_makes(centre: Centre, name: str) -> None:
    CHANGES[name](centre.landing)
    centre.landing.write()
    centre.run()
    assert centre.differences() == {}


def test_what_is_not_as_it_says_is_built_anew(centre: Centre) -> None:
    centre.spoil("alter table intermediate.int_interaction_cells drop column built_from")
    centre.spoil("delete from intermediate.int_review_marks where period = date '2026-02-01'")
    centre.spoil("update intermediate.int_mark_cells set built_from = 'torn', n = 0")
    centre.spoil("drop table intermediate.int_month_evidence")
    centre.run()
    assert centre.differences() == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"satisfied_from": 3},
        {"promoter_from": 7},
        {"closure_hours": 50.0},
        {"repeat_contact_days": 2.0},
        {"first_response_seconds": {"default": 180.0, "phone": 90.0}},
        {"first_response_seconds": {"default": 80.0, "phone": 90.0}},
        {"critical_fail_below": 0.7},
    ],
)
def test_every_threshold_is_part_of_what_a_month_is_made_of(
    centre: Centre, changed: dict[str, object]
) -> None:
    centre.landing.editions[0][1].update(changed)
    centre.landing.write()
    before = centre.made_of()
    centre.run(["--select", "+int_interaction_months", "+int_review_months"])
    after = centre.made_of()
    model = "int_review_months" if "critical_fail_below" in changed else "int_interaction_months"
    months = {period for name, period in after if name == model}
    other = {period for period in months if before[model, period] != after[model, period]}
    assert other == {period for period in months if period < date(2026, 3, 1)}


def test_only_months_that_changed_are_built_anew(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.landing.write()
    centre.run()
    centre.landing.as_of += timedelta(days=1)
    centre.landing.add(110)
    # Contacts of March: one of April may repeat them, and customers still answer.
    assert centre.built_anew() == ["Mar", "Apr"]
    centre.landing.sql("update crm_complaints set upheld = false where file = 'day 7'")
    assert centre.built_anew() == ["Jan"]
    _other_configuration(centre.landing)
    assert centre.built_anew() == ["Mar", "Apr"]
    assert centre.built_anew() == []


def test_other_code_builds_all_anew(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PROJECT, tmp_path / "project"))
    centre = Centre(tmp_path, project)
    centre.landing.write()
    centre.run()
    macro = project / "macros" / "log_duration.sql"
    macro.write_text(macro.read_text("utf-8").replace("ln(", "2 * ln("), "utf-8")
    centre.manifest = None
    assert centre.built_anew() == ["Jan", "Feb", "Mar", "Apr"]
    assert centre.differences() == {}
