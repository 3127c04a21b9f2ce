"""The works in DuckDB: scan, typed load, floor, and the cells of a run written by hand in SQL."""

from pathlib import Path

import duckdb
from bench_work import CELL, CONTACT, JOINED, TYPES, Thresholds, files_of

#: As much as a run takes for itself; what does not fit goes to disk.
MEMORY = "4GB"


def scan(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """Read every value: hashed, or Parquet's own counts would do for an answer."""
    con = _connect(out)
    for table, types in TYPES.items():
        values = ", ".join(f"bit_xor(hash({column}))" for column in types)
        con.execute(f"select {values} from {_text(exports, table)}").fetchall()


def load(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """Cast every column; rows that fail, and lines that are no rows, are put aside and kept."""
    con = _connect(out)
    for table, types in TYPES.items():
        name = table.replace("/", "_")
        cast = ", ".join(f"try_cast({one} as {kind}) as {one}" for one, kind in types.items())
        told = ", ".join(f"'{one}': {one}" for one in types)
        con.execute(
            f"create or replace temp table loaded as "
            f"select {cast}, case when {_failed(types)} then {{{told}}} end as refused "
            f"from {_text(exports, table, keep_lines=True)}"
        )
        con.execute(
            f"copy (select {', '.join(types)} from loaded where refused is null) "
            f"to '{out}/{name}.parquet' (format parquet, compression zstd, compression_level 1)"
        )
        con.execute(
            f"copy (select refused.* from loaded where refused is not null) "
            f"to '{out}/{name}.refused.parquet' (format parquet)"
        )
    if _is_csv(exports, "crm/interactions"):
        con.execute(f"copy (from reject_errors) to '{out}/lines.parquet' (format parquet)")


def floor(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """Cast, and aggregate once: contacts by agent, month and case-mix cell, the rest by agent."""
    con = _connect(out)
    contacts = _measures(_typed(exports, "crm/interactions"), thresholds)
    con.execute(
        f"create table cells as select {', '.join(CELL)}, count(*) as interactions, "
        f"{_statistics(CONTACT)} from ({contacts}) group by all"
    )
    for table, group, values in (
        ("crm/surveys", "agent_id, date_trunc('month', responded_at)", ["csat", "nps"]),
        (
            "crm/complaints",
            "agent_id, date_trunc('month', raised_at)",
            ["(case when upheld then 1 else 0 end)"],
        ),
        (
            "qa/reviews",
            "agent_id, date_trunc('month', reviewed_at)",
            ["(case when disputed then 1 else 0 end)"],
        ),
        ("qa/review_scores", "criterion", ["(score / max_score)"]),
    ):
        sums = ", ".join(f"count({one}), sum({one}), sum({one} * {one})" for one in values)
        query = f"select {group}, count(*), {sums} from {_typed(exports, table)} group by all"
        con.execute(query).fetchall()


def cells(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """What the cells of a run hold, from the files as they are."""
    con = _connect(out)
    con.execute(
        f"""copy (
            select {", ".join(CELL)}, count(*) as interactions, {_statistics([*CONTACT, *JOINED])}
            from ({_joined(exports, thresholds)}) group by all
        ) to '{out}/cells.parquet' (format parquet)"""
    )


def _connect(out: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2})
    con.execute(f"set temp_directory = '{out}/.tmp'")
    # Order within a file is worth nothing here, and keeping it costs memory.
    con.execute("set preserve_insertion_order = false")
    return con


def _is_csv(exports: Path, table: str) -> bool:
    return files_of(exports, table)[0].suffix == ".csv"


def _names(exports: Path, table: str) -> str:
    return "[" + ", ".join(f"'{path}'" for path in files_of(exports, table)) + "]"


def _text(exports: Path, table: str, *, keep_lines: bool = False) -> str:
    """Rows as they are in the files; of CSV every value is text."""
    if not _is_csv(exports, table):
        return f"read_parquet({_names(exports, table)})"
    keep = ", store_rejects = true" if keep_lines else ""
    return f"read_csv({_names(exports, table)}, all_varchar = true, header = true{keep})"


def _typed(exports: Path, table: str) -> str:
    """Rows with the types of their columns, the fastest way there is to have them."""
    if not _is_csv(exports, table):
        return f"read_parquet({_names(exports, table)})"
    types = ", ".join(f"'{column}': '{kind}'" for column, kind in TYPES[table].items())
    return (
        f"read_csv({_names(exports, table)}, header = true, auto_detect = false, delim = ',', "
        f"quote = '\"', columns = {{{types}}})"
    )


def _failed(types: dict[str, str]) -> str:
    return " or ".join(
        f"({column} is not null and try_cast({column} as {kind}) is null)"
        for column, kind in types.items()
        if kind != "varchar"
    )


def _measures(contacts: str, thresholds: Thresholds, more: str = "") -> str:
    """SQL of one row a contact with its measures; `more` columns go with it."""
    ends_at = f"timestamp '{thresholds.ends_at}'"
    targets = " ".join(
        f"when '{channel}' then {seconds}"
        for channel, seconds in thresholds.response_seconds.items()
        if channel != "default"
    )
    late = thresholds.closure_hours
    return f"""
        select agent_id, date_trunc('month', opened_at)::date as period, issue_type, complexity,
            customer_emotion, channel{more},
            (case when first_response_at < {ends_at}
                then date_diff('second', opened_at, first_response_at) end
                <= case lower(channel) {targets} else {thresholds.response_default} end
            )::int as first_response_in_time,
            resolved_first_contact::int as resolved_first_contact,
            case when complexity in ('complex', 'hard') then resolved_first_contact::int end
                as complex_resolved,
            case
                when resolved_at < {ends_at}
                    then (date_diff('second', opened_at, resolved_at) / 3600.0 <= {late})::int
                when date_diff('second', opened_at, {ends_at}) / 3600.0 > {late} then 0
            end as closed_in_time,
            reopened::int as reopened,
            escalated::int as escalated,
            ln(greatest(handle_seconds / 60.0, 1.0 / 60)) as handle_minutes,
            ln(greatest(knowledge_search_seconds, 0.1)) as search_seconds,
            case mediation_outcome when 'success' then 1 when 'failure' then 0 end
                as mediation_success,
            case when cross_sell_offered then coalesce(cross_sell_accepted, false)::int end
                as cross_sell_accepted,
            proactive_care::int as proactive_care
        from {contacts} where opened_at < {ends_at}"""


def _joined(exports: Path, thresholds: Thresholds) -> str:
    ends_at = f"timestamp '{thresholds.ends_at}'"
    answers = (
        "select interaction_id, avg(csat::double) as csat, avg(nps::double) as nps "
        f"from {_typed(exports, 'crm/surveys')} where responded_at < {ends_at} group by 1"
    )
    complaints = (
        f"select distinct interaction_id from {_typed(exports, 'crm/complaints')} "
        f"where coalesce(upheld, true) and raised_at < {ends_at}"
    )
    following = (
        ", interaction_id, customer_id, opened_at, lead(opened_at) over ("
        "partition by customer_id, issue_type order by opened_at, interaction_id) as next_at"
    )
    contacts = _measures(_typed(exports, "crm/interactions"), thresholds, following)
    days = thresholds.repeat_days
    return f"""
        select contacts.*, csat, (csat >= {thresholds.satisfied_from})::int as satisfied,
            (nps >= {thresholds.promoter_from})::int as promoter,
            (complaints.interaction_id is not null)::int as complaint,
            case
                when customer_id is not null and issue_type is not null
                    and date_diff('second', opened_at, {ends_at}) >= 86400 * {days}
                then coalesce(
                    date_diff('second', opened_at, next_at) / 86400.0 <= {days}, false
                )::int
            end as repeat_contact
        from ({contacts}) contacts
        left join ({answers}) answers on contacts.interaction_id = answers.interaction_id
        left join ({complaints}) complaints
            on contacts.interaction_id = complaints.interaction_id"""


def _statistics(measures: list[str]) -> str:
    return ", ".join(
        f"count({one}) as {one}__n, sum({one}::double) as {one}__sum, "
        f"sum({one}::double * {one}) as {one}__sumsq"
        for one in measures
    )
