{{ config(
    materialized=by_month(),
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{{ delete_changed_months(ref('int_evidence_months')) }}",
) }}
{%- set changed = changed_months(ref('int_evidence_months')) -%}

with

-- Sums are told to four decimals: in which order they were added up must not show.
contacts as (

    select
        agent_id,
        period,
        'contact|' || concat_ws('|', issue_type, complexity, customer_emotion, channel, *columns('__')) as told
    from (
        select
            agent_id,
            period,
            issue_type,
            complexity,
            customer_emotion,
            channel,
            columns('__n$'),
            round(columns('__sum$'), 4)
        from {{ ref('int_interaction_cells') }}
        where {{ within_months('period', changed) }}
    ) as cells

),

marks as (

    select
        agent_id,
        period,
        'mark|' || concat_ws(
            '|', source, measure, rater_id, issue_type, complexity, customer_emotion, channel, n, round(total, 4)
        ) as told
    from {{ ref('int_mark_cells') }}
    where {{ within_months('period', changed) }}

),

failures as (

    select
        agent_id,
        period,
        'failures|' || n_reviews || '|' || n_critical as told
    from {{ ref('int_critical_failures') }}
    where {{ within_months('period', changed) }}

),

roster as (

    select
        agent_id,
        period,
        'roster|' || concat_ws('|', team_id, role, mentor_id, tenure_months, is_active) as told
    from {{ ref('int_agent_months') }}
    where {{ within_months('period', changed) }}

),

everything as (

    select * from contacts
    union all
    select * from marks
    union all
    select * from failures
    union all
    select * from roster

),

-- Whatever the order of the rows.
hashes as (

    select
        agent_id,
        period,
        {{ evidence_hash('told') }} as evidence
    from everything
    group by agent_id, period

)

select
    hashes.agent_id,
    hashes.period,
    hashes.evidence,
    months.built_from,
    run_context.as_of as built_as_of,
    months.settles_at
from hashes
cross join {{ ref('stg_run_context') }} as run_context
left join {{ ref('int_evidence_months') }} as months on hashes.period = months.period
