"""A made-up landing for tests of increments: contacts and reviews by the week, changed at will."""
# ruff: noqa: E501  SQL is read line by line

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

SAMPLE = Path(__file__).parents[1] / "dbt_project" / "sample_landing"

#: When the rows of a table happened; None: they have no time.
TIMES = {
    "crm_agents": "valid_from",
    "crm_interactions": "opened_at",
    "crm_surveys": "responded_at",
    "crm_complaints": "raised_at",
    "qa_reviews": "reviewed_at",
    "qa_review_scores": None,
    "qa_feedback_360": "given_at",
    "lms_assessments": "taken_at",
}
CHILDREN = {"crm_surveys", "crm_complaints", "qa_reviews"}

_ROWS = {
    "crm_interactions": """
        select 'I' || i as interaction_id, 'A' || u(i, 1, 6) as agent_id, opened_at,
        'C' || u(i, 2, 60) as customer_id, ['phone', 'chat', 'fax'][1 + u(i, 3, 3)] as channel,
        ['bill', 'line'][1 + u(i, 4, 2)] as issue_type,
        ['routine', 'complex', 'hard'][1 + u(i, 5, 3)] as complexity,
        ['calm', 'upset'][1 + u(i, 6, 2)] as customer_emotion,
        opened_at + to_seconds(u(i, 7, 400)) as first_response_at,
        case when u(i, 8, 9) > 0 then opened_at + to_hours(u(i, 8, 80)) end as resolved_at,
        20 + u(i, 9, 900) as handle_seconds, u(i, 10, 90) as knowledge_search_seconds,
        u(i, 11, 3) > 0 as resolved_first_contact, u(i, 12, 9) = 0 as reopened,
        u(i, 13, 9) = 0 as escalated, u(i, 14, 2) = 0 as cross_sell_offered,
        u(i, 15, 2) = 0 as cross_sell_accepted, u(i, 16, 9) = 0 as proactive_care
        from contacts
    """,
    "crm_surveys": """
        select 'S' || i as survey_id, 'I' || i as interaction_id, 'A' || u(i, 1, 6) as agent_id,
        opened_at + to_hours(1 + u(i, 20, 90)) as responded_at, 1 + u(i, 21, 5) as csat,
        u(i, 22, 11) as nps from contacts where u(i, 23, 3) = 0
    """,
    "crm_complaints": """
        select 'P' || i as complaint_id, 'I' || i as interaction_id, 'A' || u(i, 1, 6) as agent_id,
        opened_at + to_hours(1 + u(i, 24, 200)) as raised_at, 'tone' as theme, 'low' as severity,
        [null, true, false][1 + u(i, 25, 3)] as upheld from contacts where u(i, 26, 9) = 0
    """,
    "qa_reviews": """
        select 'R' || i as review_id, 'A' || u(i, 1, 6) as agent_id, 'Q' || u(i, 30, 2) as reviewer_id,
        opened_at + to_days(u(i, 31, 12)::int) as reviewed_at, 'I' || i as interaction_id,
        ['human', 'human', 'auto'][1 + u(i, 32, 3)] as method, u(i, 33, 9) = 0 as disputed
        from contacts where u(i, 34, 4) = 0
    """,
    "qa_review_scores": """
        select 'R' || i as review_id, criterion, u(i, criterion, 6) as score, 5 as max_score,
        criterion = 'rules' as critical
        from contacts, (values ('rules'), ('tone')) as criteria (criterion) where u(i, 34, 4) = 0
    """,
}  # fmt: skip


class LandedMonths:
    """The landing of a small centre; every change is one of its methods, `write` puts it on disk.

    Contacts are numbered by day: ten a day from 1 January 2026, in one export file a week.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.as_of = date(2026, 4, 20)
        self.editions: list[tuple[date | None, dict[str, Any]]] = [(None, {})]
        shutil.copytree(SAMPLE, folder)
        self._rows = duckdb.connect()
        self.sql("create macro u(i, what, n) as cast(hash(i, what) % n as bigint)")
        for table in TIMES:
            self._rows.execute(
                f"create table {table} as select *, null::varchar as file "
                f"from '{SAMPLE}/{table}/*.parquet' limit 0"
            )
            if table in CHILDREN:
                self._rows.execute(f"alter table {table} drop interaction_opened_at")
        self.sql(
            "insert into crm_agents by name select 'A' || i as agent_id, 'T' || i % 2 as team_id, "
            "date '2025-06-01' + (i * 60)::int as hire_date, 'agent' as role, 'active' as status, "
            "'agents' as file from range(6) as t (i)"
        )
        for day in range(0, 109, 7):
            self.add(day, min(7, 110 - day))
        self.sql(
            "insert into lms_assessments by name select 'X' || i as attempt_id, 'A' || i % 6 as agent_id, "
            "'T1' as assessment_id, timestamp '2025-12-20' + to_days((i * 5)::int) as taken_at, i % 5 as score, "
            "5 as max_score, 'knowledge' as dimension, 'tests' || (i // 6) as file from range(24) as t (i)"
        )
        self.sql(
            "insert into qa_feedback_360 by name select 'F' || i as feedback_id, 'A' || i % 6 as agent_id, "
            "'peer' as rater_role, 'growth' as dimension, 1 + i % 5 as rating, "
            "timestamp '2026-01-10' + to_days((i // 24 * 24 + i % 6)::int) as given_at, 'round' || (i // 24) as file "
            "from range(96) as t (i)"
        )

    def sql(self, statement: str) -> None:
        """Change the rows; every table has the column `file`."""
        self._rows.execute(statement)

    def add(self, first: int, days: int = 1, *, contacts: str = "true", tables: str = "") -> None:
        """Add the export files of some days, counted from the first.

        Args:
            first: first day.
            days: how many.
            contacts: condition on `i`, the number of a contact.
            tables: only this one.
        """
        self.sql(
            "create or replace temp table contacts as select i, timestamp '2026-01-01' "
            "+ to_days((i // 10)::int) + to_seconds(u(i, 0, 86400)) as opened_at "
            f"from range({first * 10}, {(first + days) * 10}) as t (i) where {contacts}"
        )
        for table, rows in _ROWS.items():
            if table.startswith(tables):
                self.sql(
                    f"insert into {table} by name select *, 'day {first}' as file from ({rows})"
                )

    def write(self) -> None:
        """Write what has changed, as the landing does: a file is named by its content."""
        parts = []
        for table, time in TIMES.items():
            rows = f"select child.* exclude (file) from {table} as child"
            if table in CHILDREN:
                rows = (
                    "select child.* exclude (file), contact.opened_at as interaction_opened_at "
                    f"from {table} as child left join crm_interactions as contact using (interaction_id)"
                )
            files = self._rows.execute(
                f"select distinct file from {table} order by file"
            ).fetchall()
            kept = set()
            for (file,) in files or [(None,)]:
                part = self.folder / table / "new"
                self.sql(
                    f"copy ({rows} where child.file is not distinct from {_text(file)} order by all) "
                    f"to '{part}' (format parquet)"
                )
                name = hashlib.sha256(part.read_bytes()).hexdigest() + ".parquet"
                part.rename(part.with_name(name))
                kept.add(name)
                month = f"date_trunc('month', {time})::date" if time else "null::date"
                contact = "date_trunc('month', interaction_opened_at)::date"
                parts.append(
                    f"select {_text(table.replace('_', '/', 1))} as source_table, {_text(name)} as part, "
                    f"{month} as period, {contact if table in CHILDREN else 'null::date'} "
                    f"as interaction_period, count(*) as n_rows from '{self.folder}/{table}/{name}' group by all"
                )
            for path in (self.folder / table).iterdir():
                if path.name not in kept:
                    path.unlink()
        self.sql(f"copy ({' union all '.join(parts)}) to '{self.folder}/landed_parts.parquet'")
        for context in ("run_context", "framework_editions"):
            self.sql(f"create or replace temp table {context} as from '{SAMPLE}/{context}.parquet'")
        ((text,),) = self._rows.execute("select framework_json from framework_editions").fetchall()
        shipped = json.loads(text)
        self.sql("create or replace temp table one as from framework_editions")
        self.sql("delete from framework_editions")
        ends = [start for start, _ in self.editions[1:]]
        for (start, changes), end in zip(self.editions, [*ends, None], strict=True):
            self._rows.execute(
                "insert into framework_editions select * replace (?::date as effective_from, "
                "?::date as effective_to, ?::varchar as framework_json) from one",
                [start, end, json.dumps({**shipped, **changes})],
            )
        self._rows.execute("update run_context set as_of = ?", [self.as_of])
        for context in ("run_context", "framework_editions"):
            self.sql(f"copy {context} to '{self.folder}/{context}.parquet'")


def _text(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


@contextmanager
def opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, to look at or to spoil."""
    with duckdb.connect(str(warehouse)) as connection:
        yield connection
