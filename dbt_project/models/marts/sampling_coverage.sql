with

run_context as (

    select
        *,
        {{ framework_number('sampling.target_share') }} as target_share,
        {{ framework_number('sampling.new_hire_rate') }} as new_hire_rate,
        {{ framework_number('sampling.new_hire_days') }} as new_hire_days
    from {{ ref('stg_run_context') }}

),

newest as (

    select cast(date_trunc('week', max(opened_at)) as date) as newest_week from {{ ref('stg_crm__interactions') }}

),

interactions as (

    select
        interactions.interaction_id,
        interactions.agent_id,
        cast(interactions.opened_at as date) as day,
        cast(date_trunc('week', interactions.opened_at) as date) as week,
        coalesce(interactions.escalated, false)
        or coalesce(interactions.customer_emotion = 'angry', false)
        or coalesce(interactions.complexity = 'hard', false) as is_hot
    from {{ ref('stg_crm__interactions') }} as interactions
    inner join newest on interactions.opened_at >= newest.newest_week - 84

),

reviewed as (

    select distinct interaction_id
    from {{ ref('stg_qa__reviews') }}
    where coalesce(method, 'human') = 'human' and interaction_id is not null

),

complaints as (

    select distinct interaction_id from {{ ref('stg_crm__complaints') }}

),

agents as (

    select * from {{ ref('int_agents') }}

),

contacts as (

    select
        interactions.week,
        coalesce(agents.team_id, '') as team_id,
        interactions.is_hot or complaints.interaction_id is not null as is_risk,
        coalesce(interactions.day - agents.hire_date between 0 and run_context.new_hire_days - 1, false) as is_new_hire,
        reviewed.interaction_id is not null as is_reviewed
    from interactions
    cross join run_context
    left join agents on interactions.agent_id = agents.agent_id
    left join complaints on interactions.interaction_id = complaints.interaction_id
    left join reviewed on interactions.interaction_id = reviewed.interaction_id

),

strata as (

    select
        week,
        team_id,
        is_reviewed,
        unnest(
            list_filter(
                ['all', case when is_risk then 'risk' end, case when is_new_hire then 'new_hire' end],
                lambda one: one is not null
            )
        ) as stratum
    from contacts

)

select
    strata.week,
    strata.team_id,
    strata.stratum,
    cast(count(*) as integer) as contacts,
    cast(count(*) filter (where strata.is_reviewed) as integer) as reviewed,
    count(*) filter (where strata.is_reviewed) / cast(count(*) as double) as share,
    case strata.stratum
        when 'all' then any_value(run_context.target_share)
        when 'new_hire' then any_value(run_context.new_hire_rate)
    end as target_share
from strata
cross join run_context
group by strata.week, strata.team_id, strata.stratum
