with

interactions as (

    select * from {{ ref('stg_crm__interactions') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

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
    group by interaction_id

),

-- An upheld complaint counts, and one not yet decided; one turned down does not.
complaints as (

    select distinct interaction_id
    from {{ ref('stg_crm__complaints') }}
    where coalesce(upheld, true)

),

joined as (

    select
        interactions.*,
        survey_answers.csat,
        survey_answers.nps,
        complaints.interaction_id is not null as has_complaint,
        coalesce(targets.first_response_seconds, editions.default_response_seconds)
            as first_response_seconds_target,
        date_diff('second', interactions.opened_at, interactions.first_response_at) as first_response_seconds,
        date_diff('second', interactions.opened_at, interactions.resolved_at) / 3600.0 as resolution_hours,
        date_diff('second', interactions.opened_at, run_context.knowledge_ends_at) / 3600.0 as age_hours,
        date_diff(
            'second',
            interactions.opened_at,
            lead(interactions.opened_at) over (
                partition by interactions.customer_id, interactions.issue_type
                order by interactions.opened_at, interactions.interaction_id
            )
        ) / 86400.0 as days_to_next,
        editions.repeat_contact_days,
        editions.closure_hours,
        editions.satisfied_from,
        editions.promoter_from
    from interactions
    cross join run_context
    inner join editions
        on
            interactions.opened_at >= editions.effective_from
            and interactions.opened_at < editions.effective_to
    left join targets
        on
            editions.edition = targets.edition
            and lower(interactions.channel) = targets.channel
    left join survey_answers on interactions.interaction_id = survey_answers.interaction_id
    left join complaints on interactions.interaction_id = complaints.interaction_id

)

-- Nothing known is null, never zero: no answer is not a slow answer.
select
    interaction_id,
    agent_id,
    {{ period_start('opened_at') }} as period,
    issue_type,
    complexity,
    customer_emotion,
    channel,
    cast(first_response_seconds <= first_response_seconds_target as integer) as first_response_in_time,
    cast(resolved_first_contact as integer) as resolved_first_contact,
    case when complexity in ('complex', 'hard') then cast(resolved_first_contact as integer) end as complex_resolved,
    case
        when resolved_at is not null then cast(resolution_hours <= closure_hours as integer)
        when age_hours > closure_hours then 0
    end as closed_in_time,
    cast(reopened as integer) as reopened,
    cast(escalated as integer) as escalated,
    handle_seconds / 60.0 as handle_minutes,
    cast(knowledge_search_seconds as double) as search_seconds,
    case mediation_outcome when 'success' then 1 when 'failure' then 0 end as mediation_success,
    case when cross_sell_offered then cast(coalesce(cross_sell_accepted, false) as integer) end as cross_sell_accepted,
    cast(proactive_care as integer) as proactive_care,
    csat,
    cast(csat >= satisfied_from as integer) as satisfied,
    cast(nps >= promoter_from as integer) as promoter,
    cast(has_complaint as integer) as complaint,
    -- The same customer with the same issue once more; of the last days it is too early to tell.
    case
        when customer_id is not null and issue_type is not null and age_hours >= 24 * repeat_contact_days
            then cast(coalesce(days_to_next <= repeat_contact_days, false) as integer)
    end as repeat_contact
from joined
