"""SQL of the tables of a made-up centre: every figure a hash of its row's number."""

CHANNELS = "['phone', 'chat', 'email']"
ISSUES = (
    "['delivery_status', 'returns', 'refund', 'product_advice', 'promotion_coupon', "
    "'account_access', 'billing', 'technical', 'order_change', 'warranty', 'complaint_handling', "
    "'data_privacy']"
)
DIMENSIONS = "['process', 'knowledge', 'resolution', 'mediation', 'relationship', 'growth']"
CRITERIA = (
    "['process_accuracy', 'compliance', 'knowledge_accuracy', 'problem_solving', 'mediation', "
    "'communication', 'empathy']"
)
#: The longest a survey, complaint or review comes after its interaction, in days.
LATEST_CHILD = 46

# uniform and about normal numbers of a row; a choice from a list by cumulated shares
MACROS = """
create macro u(i, s) as (hash(i * 1000 + s) % 1000003) / 1000003.0;
create macro z(i, s) as (u(i, s) + u(i, s + 300) + u(i, s + 600) - 1.5) * 2;
create macro moment(day, seconds) as
    make_timestamp((epoch(date '{start}')::bigint + day * 86400 + seconds::bigint) * 1000000);
create macro late(i, s, longest) as case
    when u(i, s) < 0.9 then 300 + u(i, s + 1) * 21000
    else 86400 + u(i, s + 1) * (longest - 2) * 86400 end;
"""

# Case mix and skill move the outcomes, so that the statistics have something to find.
CONTACTS = """
select *, skill * 0.35 - level * 0.4 - feeling * 0.25 as ease from (
    select
        i, (i * {days}) // {n} as day, 21600 + ((i * {days}) % {n}) * 43200 // {n} as second,
        hash(i * 1000 + 1) % {agents} as a,
        z((hash(i * 1000 + 1) % {agents})::bigint, 900) as skill,
        case when u(i, 2) < 0.12
            then greatest(0, i - 1 - (hash(i * 1000 + 3) % {three_days})::bigint) else i end as j,
        case when u(i, 4) < 0.7 then 0 when u(i, 4) < 0.92 then 1 else 2 end as level,
        case when u(i, 5) < 0.82 then 0 when u(i, 5) < 0.96 then 1 else 2 end as feeling,
        case when u(i, 6) < 0.45 then 1 when u(i, 6) < 0.85 then 2 else 3 end as way
    from range({first}, {last}) numbers(i)
)
"""
AGENT = "'A' || lpad(a::varchar, 6, '0') as agent_id"
NUMBER = "lpad(i::varchar, 10, '0')"
OPENED = "moment(day, second)"
ANSWERED = f"{OPENED} + to_seconds(late(i, 31, 10)::bigint)"
RAISED = f"{OPENED} + to_seconds(late(i, 41, {LATEST_CHILD})::bigint)"
REVIEWED = f"{OPENED} + to_seconds((43200 + u(i, 52) * 172800)::bigint)"

# What grows with interactions: the rows of a table, and when one of them comes into being where
# that is not when the interaction does.
BY_TABLE = {
    "crm/interactions": (
        f"""
select 'I' || {NUMBER} as interaction_id, {AGENT}, {OPENED} as opened_at,
    'C' || (hash(j * 1000 + 7) % ({{n}} // 4 + 1))::varchar as customer_id,
    {CHANNELS}[way] as channel,
    {ISSUES}[1 + (12 * pow(u(j, 8), 1.6))::bigint % 12] as issue_type,
    ['routine', 'complex', 'hard'][level + 1] as complexity,
    ['calm', 'upset', 'angry'][feeling + 1] as customer_emotion,
    case when u(i, 9) < 0.98 then {OPENED} + to_seconds(answered) end as first_response_at,
    case when u(i, 10) < 0.97 then {OPENED} + to_seconds(answered + handled
        + case when first_time then 0 else (u(i, 11) * 150000)::bigint end) end as resolved_at,
    handled as handle_seconds,
    round(exp(2.5 + 0.3 * level - 0.2 * skill + 0.5 * z(i, 12)), 1) as knowledge_search_seconds,
    first_time as resolved_first_contact,
    u(i, 13) < 0.08 - 0.02 * ease as reopened,
    u(i, 14) < 0.06 + 0.05 * level - 0.02 * ease as escalated,
    case when feeling > 0 then case when u(i, 15) < 1 / (1 + exp(-0.6 - ease)) then 'success'
        else 'failure' end end as mediation_outcome,
    u(i, 16) < 0.2 as cross_sell_offered,
    case when u(i, 16) < 0.2 then u(i, 17) < 0.25 + 0.05 * ease end as cross_sell_accepted,
    u(i, 18) < 0.12 + 0.03 * skill as proactive_care
from (
    select *,
        ([9, 38, 420][way] * exp(0.5 * z(i, 20) - 0.2 * skill))::bigint as answered,
        exp(5.9 + 0.35 * level - 0.15 * skill + 0.5 * z(i, 21))::bigint as handled,
        u(i, 22) < 1 / (1 + exp(-1 - ease)) as first_time
    from contacts
)""",
        "",
    ),
    "crm/surveys": (
        f"""
select 'S' || {NUMBER} as survey_id, 'I' || {NUMBER} as interaction_id, {AGENT},
    {ANSWERED} as responded_at,
    greatest(1, least(5, round(3.9 + ease + 0.8 * z(i, 33))))::int as csat,
    case when u(i, 34) < 0.7 then
        greatest(0, least(10, round(7.6 + 2 * ease + 1.6 * z(i, 35))))::int end as nps
from contacts where u(i, 30) < 0.2""",
        ANSWERED,
    ),
    "crm/complaints": (
        f"""
select 'P' || {NUMBER} as complaint_id, 'I' || {NUMBER} as interaction_id, {AGENT},
    {RAISED} as raised_at,
    ['attitude', 'delay', 'wrong_answer'][1 + (hash(i * 1000 + 43) % 3)::bigint] as theme,
    ['low', 'medium', 'high'][1 + (hash(i * 1000 + 44) % 3)::bigint] as severity,
    case when u(i, 45) < 0.9 then u(i, 46) < 0.7 end as upheld,
    case when u(i, 47) < 0.95 then {RAISED} + to_hours((40 * u(i, 48))::bigint) end as closed_at,
    ['process', 'process|policy', 'communication'][1 + (hash(i * 1000 + 49) % 3)::bigint] as causes
from contacts where u(i, 40) < 0.01 - 0.002 * ease""",
        RAISED,
    ),
    "qa/reviews": (
        f"""
select 'Q' || {NUMBER} as review_id, {AGENT},
    'R' || (hash(i * 1000 + 51) % {{reviewers}})::varchar as reviewer_id,
    {REVIEWED} as reviewed_at,
    'I' || {NUMBER} as interaction_id,
    case when u(i, 53) < 0.8 then 'human' else 'auto' end as method, 'v1' as rubric_version,
    u(i, 54) < 0.01 as disputed
from contacts where u(i, 50) < 0.02""",
        REVIEWED,
    ),
    "qa/review_scores": (
        f"""
select 'Q' || {NUMBER} as review_id, criterion,
    greatest(0, least(10, round(7.6 + 2 * ease + 2 * z(i, 60 + place)))) / 2 as score,
    5.0 as max_score, criterion = 'compliance' as critical
from contacts, (select unnest({CRITERIA}) as criterion, unnest(range(7)) as place)
where u(i, 50) < 0.02""",
        REVIEWED,
    ),
}

# Small tables are one CSV file each, growing with people, months and courses only; with when a row
# came into being, where rows do. Their last comes before the last days, so that a day more of
# interactions is the latest event.
SMALL = {
    "crm/agents": (
        """
select 'A' || lpad(a::varchar, 6, '0') as agent_id, 'Name ' || a as name,
    'T' || (a // 12) as team_id, 'Team ' || (a // 12) as team_name, 'M' || (a // 12) as manager_id,
    (date '{start}' - (30 + hash(a * 1000 + 80) % 1500)::int) as hire_date, 'agent' as role,
    case when u(a, 81) < 0.9 then 'zh' else 'en' end as language, 'active' as status,
    (date '{start}' - (30 + hash(a * 1000 + 80) % 1500)::int) as valid_from
from range({agents}) people(a)""",
        "",
    ),
    "lms/courses": (
        f"""
select 'K' || lpad(k::varchar, 4, '0') as course_id, 'Course ' || k as title,
    {DIMENSIONS}[1 + k % 6] as dimensions, [15, 30, 60, 90, 120][1 + k % 5] as duration_minutes,
    case when k % 5 = 4 then 'workshop' else 'e_learning' end as format,
    case when k % 7 = 6 then 'K' || lpad((k - 6)::varchar, 4, '0') end as prerequisites,
    false as mandatory, ['remember', 'understand', 'apply', 'analyse'][1 + k % 4] as bloom_level,
    1 + (k % 9) // 4 as min_tier, 'zh' as language, true as active,
    moment(-60, 36000) as published_at
from range({{courses}}) catalogue(k)""",
        "",
    ),
    "lms/sessions": (
        """
select 'SE' || lpad(k::varchar, 4, '0') || '-' || w as session_id,
    'K' || lpad(k::varchar, 4, '0') as course_id,
    moment({days} + 7 + 14 * w + k % 5, 50400) as starts_at,
    moment({days} + 7 + 14 * w + k % 5, 57600) as ends_at, greatest(12, {agents} // 10) as seats
from range({courses}) catalogue(k), range(4) weeks(w) where k % 5 = 4""",
        "",
    ),
    "lms/enrollments": (
        """
select 'E' || lpad(e::varchar, 8, '0') as enrollment_id,
    'A' || lpad((hash(e * 1000 + 82) % {agents})::varchar, 6, '0') as agent_id,
    'K' || lpad((hash(e * 1000 + 83) % {courses})::varchar, 4, '0') as course_id,
    moment(day, 32400) as enrolled_at,
    moment(day + (u(e, 85) * 10)::bigint, 54000) as completed_at,
    'completed' as status, round(60 + u(e, 86) * 40, 1) as score, true as passed,
    round(20 + u(e, 87) * 100, 1) as minutes_spent,
    1 + floor(u(e, 88) * 5) as rating
from (
    select e, (u(e, 84) * greatest(1, {days} - 22))::bigint as day
    from range({agents} * {months} // 3) entries(e)
)""",
        "enrolled_at",
    ),
    "lms/assessments": (
        f"""
select 'X' || lpad(x::varchar, 8, '0') as attempt_id,
    'A' || lpad((x % {{agents}})::varchar, 6, '0') as agent_id, 'MONTHLY' as assessment_id,
    moment(
        (x // {{agents}}) * ({{days}} - 12) // {{months}} + (u(x, 88) * 10)::bigint, 39600
    ) as taken_at,
    greatest(0, least(100, round(70 + 8 * z(x % {{agents}}, 900) + 10 * z(x, 89)))) as score,
    100 as max_score, {DIMENSIONS}[1 + x // {{agents}} % 6] as dimension, 'apply' as bloom_level
from range({{agents}} * {{months}}) attempts(x)""",
        "taken_at",
    ),
    "qa/feedback_360": (
        f"""
select 'F' || lpad(f::varchar, 8, '0') as feedback_id,
    'A' || lpad((f % {{agents}})::varchar, 6, '0') as agent_id,
    ['self', 'peer', 'peer', 'manager'][1 + (hash(f * 1000 + 90) % 4)::bigint] as rater_role,
    {DIMENSIONS}[1 + f // {{agents}} % 6] as dimension,
    greatest(1, least(5, round(3.6 + 0.4 * z(f % {{agents}}, 900) + 0.6 * z(f, 91)))) as rating,
    moment((u(f, 92) * greatest(1, {{days}} - 12))::bigint, 39600) as given_at
from range({{agents}} * {{months}}) answers(f)""",
        "given_at",
    ),
}
