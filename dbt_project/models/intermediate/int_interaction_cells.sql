{{ config(
    materialized=by_month(),
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{{ delete_changed_months(ref('int_interaction_months')) }}",
) }}
{#- All others are 0 or 1. -#}
{%- set quantities = ['handle_minutes', 'search_seconds', 'csat'] -%}
{%- set changed = changed_months(ref('int_interaction_months')) -%}
{%- set most_days = longest_repeat_days() if changed else 0 -%}

with

interactions as (

    select * from {{ ref('stg_crm__interactions') }}
    where {{ within_months('opened_at', changed) }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

months as (

    select * from {{ ref('int_interaction_months') }}

),

targets as (

    select * from {{ ref('int_response_targets') }}

),

-- A contact is held to what was in force when it came in.
editions as (

    select * from {{ ref('stg_framework_editions') }}

),

survey_answers as (

    select
        interaction_id,
        avg(cast(csat as double)) as csat,
        avg(cast(nps as double)) as nps
    from {{ ref('stg_crm__surveys') }}
    where {{ within_months('interaction_opened_at', changed) }}
    group by interaction_id

),

-- An upheld complaint counts, and one not yet decided; one turned down does not.
complaints as (

    select distinct interaction_id
    from {{ ref('stg_crm__complaints') }}
    where coalesce(upheld, true) and {{ within_months('interaction_opened_at', changed) }}

),

-- The next contact of the same customer with the same issue. Few have one: only those are carried on.
successions as (

    select
        interaction_id,
        opened_at,
        lead(opened_at) over (
            partition by customer_id, issue_type
            order by opened_at, interaction_id
        ) as next_opened_at
    from {{ ref('stg_crm__interactions') }}
    where
        customer_id is not null
        and issue_type is not null
        and {{ within_months('opened_at', changed, days_after=most_days) }}

),

repeats as (

    select
        interaction_id,
        {{ seconds_between('opened_at', 'next_opened_at') }} / 86400e0 as days_to_next
    from successions
    where
        cast(next_opened_at as date)
        <= cast(opened_at as date) + (select cast(ceil(max(repeat_contact_days)) as integer) from editions)

),

joined as (

    select
        interactions.*,
        months.period,
        survey_answers.csat,
        survey_answers.nps,
        complaints.interaction_id is not null as has_complaint,
        repeats.days_to_next,
        coalesce(targets.first_response_seconds, editions.default_response_seconds)
            as first_response_seconds_target,
        {{ seconds_between('interactions.opened_at', 'interactions.first_response_at') }} as first_response_seconds,
        {{ seconds_between('interactions.opened_at', 'interactions.resolved_at') }} / 3600e0 as resolution_hours,
        {{ seconds_between('interactions.opened_at', 'run_context.knowledge_ends_at') }} / 3600e0 as age_hours,
        editions.repeat_contact_days,
        editions.closure_hours,
        editions.satisfied_from,
        editions.promoter_from
    from interactions
    cross join run_context
    inner join months on {{ period_start('interactions.opened_at') }} = months.period
    inner join editions on months.edition = editions.edition
    left join targets
        on
            editions.edition = targets.edition
            and {{ key_text('interactions.channel') }} = targets.channel
    left join survey_answers on interactions.interaction_id = survey_answers.interaction_id
    left join complaints on interactions.interaction_id = complaints.interaction_id
    left join repeats on interactions.interaction_id = repeats.interaction_id

),

-- Nothing known is null, never zero: no answer is not a slow answer.
outcomes as (

    select
        agent_id,
        period,
        issue_type,
        complexity,
        customer_emotion,
        channel,
        opened_at,
        settles_at,
        cast(first_response_seconds <= first_response_seconds_target as integer) as first_response_in_time,
        cast(resolved_first_contact as integer) as resolved_first_contact,
        case when complexity in ('complex', 'hard') then cast(resolved_first_contact as integer) end
            as complex_resolved,
        case
            when resolved_at is not null then cast(resolution_hours <= closure_hours as integer)
            when age_hours > closure_hours then 0
        end as closed_in_time,
        cast(reopened as integer) as reopened,
        cast(escalated as integer) as escalated,
        case mediation_outcome when 'success' then 1 when 'failure' then 0 end as mediation_success,
        case when cross_sell_offered then cast(coalesce(cross_sell_accepted, false) as integer) end
            as cross_sell_accepted,
        cast(proactive_care as integer) as proactive_care,
        csat,
        cast(csat >= satisfied_from as integer) as satisfied,
        cast(nps >= promoter_from as integer) as promoter,
        cast(has_complaint as integer) as complaint,
        -- The same customer with the same issue once more; of the last days it is too early to tell.
        case
            when customer_id is not null and issue_type is not null and age_hours >= 24 * repeat_contact_days
                then cast(coalesce(days_to_next <= repeat_contact_days, false) as integer)
        end as repeat_contact,
        -- Durations are skewed, and what makes one longer makes it so by a factor: as logs a few very long contacts
        -- do not rule the average, and differences are ratios. The floors are a second of work, a tenth of one of
        -- search.
        {{ log_duration('handle_seconds / 60e0', '1e0 / 60') }} as handle_minutes,
        {{ log_duration('cast(knowledge_search_seconds as double)', '1e-1') }} as search_seconds
    from joined

),

cells as (

    select
        agent_id,
        period,
        issue_type,
        complexity,
        customer_emotion,
        channel,
        count(*) as interactions,
        min(opened_at) as first_opened_at,
        max(settles_at) as settles_at,
        {% call(measure) each_contact_measure() -%}
            {{ sufficient_statistics(measure) if measure in quantities else share_statistics(measure) }}
        {%- endcall %}
    from outcomes
    group by agent_id, period, issue_type, complexity, customer_emotion, channel

)

select
    cells.agent_id,
    cells.period,
    cells.issue_type,
    cells.complexity,
    cells.customer_emotion,
    cells.channel,
    cells.interactions,
    cells.first_opened_at,
    {% call(measure) each_contact_measure() -%}
        cells.{{ measure }}__n,
        cells.{{ measure }}__sum,
        cells.{{ measure }}__sumsq
    {%- endcall %},
    months.built_from,
    run_context.as_of as built_as_of,
    greatest(cells.settles_at, months.settles_at) as settles_at
from cells
cross join run_context
inner join months on cells.period = months.period
