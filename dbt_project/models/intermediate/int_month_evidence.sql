{{ config(
    materialized=by_month(),
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{{ delete_changed_months(ref('int_evidence_months')) }}",
) }}
{%- set changed = changed_months(ref('int_evidence_months')) -%}

with

-- Sums are told in ten-thousandths: in which order they were added up must not show.
contacts as (

    select
        agent_id,
        period,
        concat_ws(
            '|', 'contact', issue_type, complexity, customer_emotion, channel,
            {% call(measure) each_contact_measure() -%}
                cast({{ measure }}__n as string), cast({{ whole_units(measure ~ '__sum', 4) }} as string)
            {%- endcall %}
        ) as told
    from {{ ref('int_interaction_cells') }}
    where {{ within_months('period', changed) }}

),

marks as (

    select
        agent_id,
        period,
        concat_ws(
            '|', 'mark', source, measure, rater_id, issue_type, complexity, customer_emotion, channel,
            cast(n as string), cast({{ whole_units('total', 4) }} as string)
        ) as told
    from {{ ref('int_mark_cells') }}
    where {{ within_months('period', changed) }}

),

failures as (

    select
        agent_id,
        period,
        concat_ws('|', 'failures', cast(n_reviews as string), cast(n_critical as string)) as told
    from {{ ref('int_critical_failures') }}
    where {{ within_months('period', changed) }}

),

roster as (

    select
        agent_id,
        period,
        concat_ws(
            '|', 'roster', team_id, role, mentor_id, cast(tenure_months as string), cast(is_active as string)
        ) as told
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

fingerprints as (

    select
        agent_id,
        period,
        {{ evidence_hash('told') }} as evidence
    from everything
    group by agent_id, period

)

select
    fingerprints.agent_id,
    fingerprints.period,
    fingerprints.evidence,
    months.built_from,
    run_context.as_of as built_as_of,
    months.settles_at
from fingerprints
cross join {{ ref('stg_run_context') }} as run_context
left join {{ ref('int_evidence_months') }} as months on fingerprints.period = months.period
