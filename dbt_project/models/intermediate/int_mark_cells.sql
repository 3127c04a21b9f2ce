{{ config(
    materialized=by_month(),
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{{ delete_changed_months(ref('int_mark_months')) }}",
) }}
{%- set changed = changed_months(ref('int_mark_months')) -%}

with

marks as (

    select * from {{ ref('int_marks') }}

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

months as (

    select * from {{ ref('int_mark_months') }}

),

first_month as (

    select min(period) as first_period from agent_months

),

-- What was shown before the first month counts in it: a newcomer's test is no worse for being early.
dated as (

    select
        marks.agent_id,
        marks.source,
        marks.measure,
        marks.rater_id,
        marks.interaction_id,
        marks.interaction_opened_at,
        marks.value,
        greatest(marks.period, first_month.first_period) as period
    from marks
    cross join first_month
    where {{ within_months('greatest(marks.period, first_month.first_period)', changed) }}

),

reviewed as (

    select distinct
        interaction_id,
        interaction_opened_at
    from dated
    where interaction_opened_at is not null

),

-- By id and time: among all contacts those of the same days are quickly found.
contacts as (

    select
        interactions.interaction_id,
        interactions.issue_type,
        interactions.complexity,
        interactions.customer_emotion,
        interactions.channel
    from {{ ref('stg_crm__interactions') }} as interactions
    inner join reviewed
        on
            interactions.interaction_id = reviewed.interaction_id
            and interactions.opened_at = reviewed.interaction_opened_at

),

-- A review of a contact that is named nowhere or unknown stays, with its case mix unknown.
joined as (

    select
        dated.*,
        agent_months.team_id,
        contacts.issue_type,
        contacts.complexity,
        contacts.customer_emotion,
        contacts.channel
    from dated
    left join contacts on dated.interaction_id = contacts.interaction_id
    left join agent_months on dated.agent_id = agent_months.agent_id and dated.period = agent_months.period

),

cells as (

    select
        agent_id,
        period,
        team_id,
        source,
        measure,
        rater_id,
        issue_type,
        complexity,
        customer_emotion,
        channel,
        count(*) as n,
        {{ exact_sum('value') }} as total,
        {{ exact_sum('value * value') }} as total_sq
    from joined
    group by
        agent_id, period, team_id, source, measure, rater_id, issue_type, complexity, customer_emotion, channel

)

select
    cells.*,
    months.built_from,
    run_context.as_of as built_as_of,
    months.settles_at
from cells
cross join run_context
left join months on cells.period = months.period
