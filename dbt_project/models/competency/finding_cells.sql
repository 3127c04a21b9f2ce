{%- set usual_weeks = 26 -%}
with

run_context as (

    select
        as_of,
        {{ framework_number('findings.effect_weeks') }} as effect_weeks,
        {{ framework_number('findings.fail_below') }} as fail_below,
        {{ framework_number('repeat_contact_days') }} as repeat_days
    from {{ ref('stg_run_context') }}

),

-- Only findings whose weeks after the action are over are judged. A contact of the last day needs time to be repeated.
findings as (

    select
        findings.finding_id,
        findings.kind,
        coalesce(findings.team_id, '*') as team_id,
        cast(findings.action_at as date) as action_day,
        cast(7 * run_context.effect_weeks as integer) as span,
        case when findings.kind = 'issue_type' then cast(ceil(run_context.repeat_days) as integer) else 0 end
            as settling
    from {{ ref('stg_qa__findings') }} as findings
    cross join run_context
    where
        findings.action_at is not null
        and findings.kind in ('theme', 'criterion', 'issue_type')

),

judged as (

    select findings.*
    from findings
    cross join run_context
    where findings.action_day + findings.span + findings.settling <= run_context.as_of

),

looked as (

    select
        kind,
        min(action_day - span) - {{ 7 * usual_weeks }} as first_day,
        max(action_day + span + settling) as last_day
    from judged
    group by kind

),

teams as (

    select
        agent_id,
        period,
        team_id
    from {{ ref('int_agent_months') }}

),

-- A customer who asks again may do so after the last day that is looked at.
contacts as (

    select
        agent_id,
        interaction_id,
        customer_id,
        issue_type,
        opened_at
    from {{ ref('stg_crm__interactions') }}
    where
        opened_at >= (select min(first_day) from looked)
        and opened_at < (select max(last_day) + 1 from looked)

),

successions as (

    select
        agent_id,
        issue_type,
        opened_at,
        lead(opened_at) over (partition by customer_id, issue_type order by opened_at, interaction_id) as next_opened_at
    from contacts
    where
        customer_id is not null
        and issue_type is not null
        and (select bool_or(looked.kind = 'issue_type') from looked)

),

events as (

    select
        'theme' as kind,
        coalesce(complaints.theme, '?') as subject,
        coalesce(complaints.agent_id, contacts.agent_id) as agent_id,
        coalesce(complaints.raised_at, complaints.interaction_opened_at) as happened_at,
        count(*) as events,
        cast(0 as bigint) as base
    from {{ ref('stg_crm__complaints') }} as complaints
    left join contacts on complaints.interaction_id = contacts.interaction_id
    where coalesce(complaints.raised_at, complaints.interaction_opened_at) >= (select min(first_day) from looked)
    group by all
    union all
    select
        'theme' as kind,
        cast(null as varchar) as subject,
        agent_id,
        cast(opened_at as date) as happened_at,
        cast(0 as bigint) as events,
        count(*) as base
    from contacts
    group by all
    union all
    select
        'criterion' as kind,
        marks.criterion as subject,
        marks.agent_id,
        cast(marks.reviewed_at as date) as happened_at,
        count(*) filter (where marks.value < run_context.fail_below) as events,
        count(*) as base
    from {{ ref('int_review_marks') }} as marks
    cross join run_context
    where
        marks.method = 'human' and marks.value is not null
        and marks.reviewed_at >= (select min(first_day) from looked)
    group by all
    union all
    select
        'issue_type' as kind,
        successions.issue_type as subject,
        successions.agent_id,
        cast(successions.opened_at as date) as happened_at,
        count(*) filter (
            where {{ seconds_between('successions.opened_at', 'successions.next_opened_at') }}
            <= 86400 * run_context.repeat_days
        ) as events,
        count(*) as base
    from successions
    cross join run_context
    group by all

),

days as (

    select
        events.kind,
        events.subject,
        coalesce(teams.team_id, '?') as team_id,
        cast(events.happened_at as date) as day,
        sum(events.events) as events,
        sum(events.base) as base
    from events
    left join teams
        on
            events.agent_id = teams.agent_id
            and {{ period_start('events.happened_at') }} = teams.period
    group by events.kind, events.subject, coalesce(teams.team_id, '?'), cast(events.happened_at as date)

),

-- The centre as a whole beside the teams: findings without a team are the centre's.
cells as (

    select * from days
    where team_id in (select team_id from judged)
    union all
    select
        kind,
        subject,
        '*' as team_id,
        day,
        sum(events) as events,
        sum(base) as base
    from days
    group by kind, subject, day

)

-- The day of the action belongs to neither side. Themes have no base: the row without a subject has it.
select
    judged.finding_id,
    cells.subject,
    case
        when cells.day > judged.action_day then 'after'
        when cells.day >= judged.action_day - judged.span then 'before'
        else 'usual'
    end as part,
    cast(sum(cells.events) as bigint) as events,
    cast(sum(cells.base) as bigint) as base
from judged
inner join cells
    on
        judged.kind = cells.kind
        and judged.team_id = cells.team_id
        and cells.day >= judged.action_day - judged.span - {{ 7 * usual_weeks }}
        and cells.day <= judged.action_day + judged.span
        and judged.action_day <> cells.day
group by
    judged.finding_id,
    cells.subject,
    case
        when cells.day > judged.action_day then 'after'
        when cells.day >= judged.action_day - judged.span then 'before'
        else 'usual'
    end
order by judged.finding_id, cells.subject, part
