"""Real and vendors' own exports through a mapping file alone, down to exact counts.

The data is not part of the project; it is read from `../shared/data` beside the checkout, or from
the folder that LADDER_SHARED_DATA names, and the tests are skipped where it is not.
"""

import os
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import TABLES
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.mapping import load_mapping
from assets.landing.parts import landed

SHARED = Path(
    os.environ.get("LADDER_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
HORIZON = datetime(2026, 1, 1)


def shared(folder: str) -> Path:
    if not (SHARED / folder).is_dir():
        pytest.skip(f"the shared data is not beside the checkout: {SHARED / folder}")
    return SHARED / folder


class Landed:
    """All tables of an exports folder, landed through a mapping."""

    def __init__(self, exports: Path, mapping: str, landing: Path, zone: str = "Asia/Shanghai"):
        self.landing = landing
        loaded = load_mapping(mapping)
        self.reports = {
            table.key: land_table(
                table,
                exports=exports,
                landing=landing,
                mapping=loaded,
                horizon=HORIZON,
                time_zone=zone,
            )
            for table in TABLES
        }
        collect_rejected_rows(landing)
        for report in self.reports.values():
            for file in report.files:
                assert file.rows_read == file.accepted + file.rejected + file.duplicates

    def counts(self, table: str) -> tuple[int, int, int]:
        """Rows read, accepted, rejected; a table that has duplicates says so elsewhere."""
        report = self.reports[table]
        assert report.status == "ok", report.message
        return report.read, report.accepted, report.rejected

    def sql(self, query: str) -> list[tuple]:
        """Query the landed tables, as `crm_agents` and so on."""
        with duckdb.connect() as con:
            con.execute(f"CREATE VIEW rejected_rows AS FROM '{self.landing}/rejected_rows.parquet'")
            for table in TABLES:
                con.execute(f"CREATE VIEW {table.name} AS FROM {landed(self.landing, table.name)}")
            return con.execute(query).fetchall()

    def rejected(self) -> list[tuple]:
        return self.sql(
            'SELECT source_table, row_number, "column", value, rule FROM rejected_rows ORDER BY ALL'
        )


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    return Landed(shared("spliced-centre"), "spliced_centre", tmp_path_factory.mktemp("centre"))


def test_spliced_centre_lands_every_row_but_the_two_that_are_broken(centre):
    assert {key: centre.counts(key) for key, r in centre.reports.items() if r.files} == {
        "crm/agents": (65, 64, 1),
        "crm/interactions": (12_954, 12_954, 0),
        "crm/surveys": (12_954, 12_954, 0),
        "qa/reviews": (2_311, 2_311, 0),
        "qa/review_scores": (2_311, 2_311, 0),
        "lms/courses": (22, 22, 0),
        "lms/enrollments": (54, 54, 0),
        "lms/assessments": (519, 518, 1),
    }
    hire_date, score = centre.rejected()
    assert hire_date == ("crm/agents", 65, "hire_date", "43617/", "not_a_date")
    assert (score[0], score[2], score[4]) == ("lms/assessments", "score", "missing_value")


def test_spliced_centre_satisfaction_is_counted_from_the_stars(centre):
    # PROVENANCE: all 1,405 four-star surveys say 1; recomputed agent means are 3.94 to 4.39.
    assert centre.sql("SELECT count(*) FROM crm_surveys WHERE csat = 4") == [(1_405,)]
    means = centre.sql("""
        SELECT round(min(mean), 2), round(max(mean), 2), count(*)
        FROM (SELECT avg(csat) AS mean FROM crm_surveys GROUP BY agent_id)
    """)
    assert means == [(3.94, 4.39, 46)]


def test_spliced_centre_keys_and_dates(centre):
    joined = centre.sql(
        "SELECT count(*) FROM crm_surveys JOIN crm_interactions USING (interaction_id)"
    )
    assert joined == [(12_954,)]
    days = centre.sql("SELECT min(opened_at), max(opened_at) FROM crm_interactions")
    assert days == [(datetime(2018, 12, 31), datetime(2019, 3, 31))]
    assert centre.sql(
        "SELECT handle_seconds FROM crm_interactions WHERE interaction_id = 'Case 1'"
    ) == [(6883.0,)]
    late = centre.sql("""
        SELECT count(*) FROM crm_agents JOIN (
            SELECT agent_id, min(opened_at) AS first_case FROM crm_interactions GROUP BY agent_id
        ) USING (agent_id) WHERE hire_date > first_case
    """)
    assert late == [(19,)]


def test_spliced_centre_reviews_and_learning(centre):
    scores = centre.sql(
        "SELECT criterion, score, max_score, count(*) FROM qa_review_scores GROUP BY ALL ORDER BY 2"
    )
    assert scores == [
        ("overall", float(mark), 5.0, n) for mark, n in enumerate([314, 409, 569, 527, 492], 1)
    ]
    statuses = centre.sql(
        "SELECT status, passed, count(*) FROM lms_enrollments GROUP BY ALL ORDER BY 1"
    )
    assert statuses == [("completed", True, 43), ("dropped", None, 4), ("failed", False, 7)]
    taken = centre.sql("SELECT min(taken_at), max(taken_at) FROM lms_assessments")
    assert taken == [(datetime(2018, 9, 29), datetime(2019, 6, 2))]


@pytest.fixture(scope="module")
def zendesk(tmp_path_factory):
    return Landed(
        shared("vendor-seeds-fivetran") / "zendesk",
        "zendesk_api",
        tmp_path_factory.mktemp("zendesk"),
    )


def test_zendesk_replica(zendesk):
    assert zendesk.counts("crm/agents") == (1, 1, 0)
    # Ten tickets, two of them deleted. Of the assignees the masked users hold only one.
    assert zendesk.counts("crm/interactions") == (8, 1, 7)
    (file,) = zendesk.reports["crm/interactions"].files
    assert file.left_out == 2
    assert {rule for *_, rule in zendesk.rejected()} == {"unknown_reference"}
    ticket = zendesk.sql(
        "SELECT interaction_id, agent_id, opened_at, resolved_at FROM crm_interactions"
    )
    # 2020-08-28 18:06:36 UTC is two in the morning in Shanghai.
    assert ticket == [
        ("11071", "1111", datetime(2020, 8, 29, 2, 6, 36), datetime(2020, 11, 15, 19, 1, 27))
    ]


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    return Landed(shared("xapi-kokea"), "xapi_statements", tmp_path_factory.mktemp("xapi"))


def test_xapi_array(statements):
    assert statements.counts("lms/courses") == (9, 9, 0)
    assert statements.counts("lms/enrollments") == (66, 66, 0)
    assert statements.counts("lms/assessments") == (30, 30, 0)
    assert statements.sql(
        "SELECT status, count(*) FROM lms_enrollments GROUP BY ALL ORDER BY 1"
    ) == [
        ("completed", 57),
        ("failed", 9),
    ]
    assert statements.sql("SELECT score FROM lms_assessments WHERE score BETWEEN 94 AND 96") == [
        (95.0,)
    ]
    assert statements.sql("SELECT min(completed_at) FROM lms_enrollments") == [
        (datetime(2017, 1, 2, 19, 8, 22),)
    ]


def test_xapi_lines_land_as_the_array_does(statements, tmp_path):
    text = (shared("xapi-kokea") / "kokea.json").read_text(encoding="utf-8")
    with duckdb.connect() as con:
        lines = con.execute("SELECT unnest(json_extract(?, '$[*]'))::VARCHAR", [text]).fetchall()
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "statements-1.jsonl").write_text(
        "\n".join(line for (line,) in lines), encoding="utf-8"
    )
    landed = Landed(exports, "xapi_statements", tmp_path / "landing")
    for query in ("FROM lms_courses ORDER BY ALL", "FROM lms_enrollments ORDER BY ALL"):
        assert landed.sql(query) == statements.sql(query)


def test_calls_workbook_and_its_csv_twin(tmp_path):
    exports = tmp_path / "exports"
    exports.mkdir()
    shutil.copy(shared("pwc-phonenow") / "01_Call-Center-Dataset.xlsx", exports)
    book = Landed(exports, "call_centre_xlsx", tmp_path / "book")
    assert book.counts("crm/agents") == (8, 8, 0)
    assert book.counts("crm/interactions") == (4_054, 4_054, 0)
    assert book.counts("crm/surveys") == (4_054, 4_054, 0)
    assert book.reports["crm/interactions"].files[0].left_out == 946
    assert book.sql("SELECT * FROM crm_interactions WHERE interaction_id = 'ID0001'")[0][:3] == (
        "ID0001",
        "Diane",
        datetime(2021, 1, 1, 9, 12, 58),
    )
    assert book.sql("SELECT count(*) FROM crm_interactions WHERE NOT resolved_first_contact") == [
        (408,)
    ]
    # The csv says 3.0 where the workbook says 3: the same rows, so all of them exact duplicates.
    both = Landed(shared("pwc-phonenow"), "call_centre_xlsx", tmp_path / "both")
    report = both.reports["crm/surveys"]
    assert (report.read, report.accepted, report.duplicates) == (8_108, 4_054, 4_054)
    assert sum(file.duplicates_conflicting for file in report.files) == 0


# What follows is written here from the vendors' confirmed headers, so it needs no data.


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding=encoding)


def test_zendesk_ticket_export(tmp_path):
    exports = tmp_path / "exports"
    header = (
        "{id},Requester,{req},Requester external id,Requester email,Requester domain,Submitter,"
        "Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,"
        "Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,"
        "Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
        "First reply time in minutes"
    )
    rest = (
        "Kim,9,,,,Kim,{who},{group},Help,a b,Closed,{prio},Mail,Incident,{at},{at},,,,,{solved},,"
        "{csat},1,1,{re},1,{reply}"
    )
    names = ("who", "group", "prio", "at", "solved", "csat", "re", "reply")
    cells = [
        ("Ann Li", "T1", "Urgent", "2024-01-01 09:00", "2024-01-02 09:00", "Good", "0", "15"),
        ("Ann Li", "T2", "-", "2024-01-03 09:00", "", "Bad", "1", ""),
        ("", "T2", "Low", "2024-01-04 09:00", "", "Not Offered", "0", ""),
        ("Bo", "T1", "Low", "2024-13-04 09:00", "", "Offered", "0", "soon"),
    ]
    rows = [(str(101 + i), dict(zip(names, row, strict=True))) for i, row in enumerate(cells)]
    full = [f"{key},{rest.format(**row)}" for key, row in rows]
    write(
        exports,
        "tickets-2024.csv",
        "\n".join([header.format(id="ID", req="Requester ID"), *full]) + "\n",
    )
    variant = [f"1,{line.replace('10', '20', 1)}" for line in full[:1]]
    head = "Summation column," + header.format(id="Id", req="Requester id")
    write(exports, "zendesk-old.csv", "\n".join([head, *variant]) + "\n")
    landed = Landed(exports, "zendesk_tickets_csv", tmp_path / "landing")

    assert landed.reports["crm/interactions"].read == 4
    assert landed.rejected() == [
        # Another team in the later file: the later file wins, and it is on record.
        ("crm/agents", 3, "agent_id|valid_from", "Ann Li", "conflicting_duplicate"),
        ("crm/interactions", 5, "first_response_at", "soon 2024-13-04 09:00", "not_a_time"),
        ("crm/interactions", 5, "opened_at", "2024-13-04 09:00", "not_a_time"),
    ]
    assert landed.sql("SELECT survey_id, csat FROM crm_surveys ORDER BY 1") == [
        ("csat-101", 5.0), ("csat-102", 1.0), ("csat-201", 5.0),
    ]  # fmt: skip
    assert landed.sql(
        "SELECT interaction_id, first_response_at, reopened, resolved_first_contact"
        " FROM crm_interactions ORDER BY 1"
    ) == [
        ("101", datetime(2024, 1, 1, 9, 15), False, True),
        ("102", None, True, None),
        ("201", datetime(2024, 1, 1, 9, 15), False, True),
    ]
    assert landed.sql("SELECT agent_id FROM crm_agents ORDER BY 1") == [("Ann Li",), ("Bo",)]


def test_moodle_completion_reports(tmp_path):
    exports = tmp_path / "exports"
    write(
        exports,
        "completion-c1-20240105_0910.csv",
        "ID,Name,Email address,Quiz 1,Quiz 1 - Completion date,Course complete\n"
        '3,Ann Li,ann@x.org,Completed,"05/01/24, 09:05","05/01/24, 09:06"\n'
        "4,Bo Chen,bo@x.org,Not completed,,\n"
        '5,Cy,cy@x.org,Completed,,"31/02/24, 09:06"\n',
    )
    # The 'excelcsv' variant: UTF-16 with a byte order mark, tabulators.
    write(
        exports,
        "progress.c1.csv",
        "\tEmail address\tQuiz 1\t\tPage 'x'\t2024-02-01\n"
        "Ann Li\tann@x.org\tCompleted (achieved pass grade)\t2024-01-05 09:05:00\tNot completed\t\n"
        "Bo Chen\tbo@x.org\tCompleted (did not achieve pass grade)\t2024-01-06 09:05:00\tCompleted"
        "\t2024-01-07 08:00:00\n",
        encoding="utf-16",
    )
    landed = Landed(exports, "moodle_completion_csv", tmp_path / "landing")
    assert landed.counts("lms/courses") == (3, 3, 0)
    assert landed.counts("lms/enrollments") == (7, 6, 1)
    assert landed.rejected() == [
        ("lms/enrollments", 4, "completed_at", "31/02/24, 09:06", "not_a_time")
    ]
    rows = landed.sql(
        "SELECT agent_id, course_id, completed_at, status, passed"
        " FROM lms_enrollments ORDER BY 1, 2"
    )
    assert rows == [
        ("ann@x.org", "c1", datetime(2024, 1, 5, 9, 6), "completed", None),
        ("ann@x.org", "c1/Page 'x'", None, "enrolled", None),
        ("ann@x.org", "c1/Quiz 1", datetime(2024, 1, 5, 9, 5), "completed", True),
        ("bo@x.org", "c1", None, "enrolled", None),
        ("bo@x.org", "c1/Page 'x'", datetime(2024, 1, 7, 8), "completed", None),
        ("bo@x.org", "c1/Quiz 1", datetime(2024, 1, 6, 9, 5), "failed", False),
    ]


def test_moodle_grades(tmp_path):
    exports = tmp_path / "exports"
    old = (
        "First name,Surname,ID number,Institution,Department,Email address,"
        "Assignment: Assignment for grape group,Feedback: Assignment for grape group,Course total,"
        "Last downloaded from this course\n"
        'Ann,Li,E1,,,ann@x.org,75.5,"good, really",75.5,1704445800\n'
        "Bo,Chen,E2,,,bo@x.org,-,,-,1704445800\n"
    )
    new = (
        old.replace("Surname", "Last name")
        .replace('75.5,"', '88,"')
        .replace("1704445800", "1706445800")
    )
    write(exports, "C1 Grades-20240105_0910-comma_separated.csv", old)
    write(exports, "C1 Grades-20240128_0910-comma_separated.csv", new)
    landed = Landed(exports, "moodle_grades_csv", tmp_path / "landing")
    assert landed.sql(
        "SELECT agent_id, assessment_id, taken_at, score, max_score FROM lms_assessments"
    ) == [
        (
            "E1",
            "C1/Assignment: Assignment for grape group",
            datetime(2024, 1, 28, 20, 43, 20),
            88.0,
            100.0,
        )
    ]
    report = landed.reports["lms/assessments"]
    assert (report.read, report.accepted, report.duplicates) == (2, 1, 1)


def test_zendesk_qa_automatic_ratings(tmp_path):
    exports = tmp_path / "exports"
    rating = (
        '{{"autoqaRatingId":"r{0}","autoqaReviewId":"v1","externalTicketId":"9",'
        '"revieweeEmail":"a@x.org",'
        '"ratingCategoryName":"{1}","scorecardName":"S","ratingScaleScore":{2},"ratingMax":5,'
        '"isCritical":{3},"evaluated":{4},"createdAt":"2024-01-05T09:00:00Z"}}'
    )
    lines = [
        rating.format(1, "tone", 4, "false", "true"),
        rating.format(2, "facts", 0, "true", "true"),
        rating.format(3, "closing", "null", "false", "false"),
    ]
    write(exports, "autoqa-2024-01.jsonl", "\n".join(lines) + "\n")
    landed = Landed(exports, "zendesk_qa_autoqa", tmp_path / "landing")
    assert landed.sql("SELECT review_id, agent_id, reviewed_at, method FROM qa_reviews") == [
        ("v1", "a@x.org", datetime(2024, 1, 5, 17), "auto")
    ]
    assert landed.sql(
        "SELECT criterion, score, max_score, critical FROM qa_review_scores ORDER BY 1"
    ) == [
        ("facts", 0.0, 5.0, True),
        ("tone", 4.0, 5.0, False),
    ]
