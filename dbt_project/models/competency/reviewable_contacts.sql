with

run_context as (

    select
        as_of,
        {{ framework_number('sampling.look_back_days') }} as look_back_days,
        {{ framework_number('sampling.new_hire_days') }} as new_hire_days,
        {{ json_text('framework_json', '$.sampling.seed') }} as seed
    from {{ ref('stg_run_context') }}

),

newest as (

    select cast(max(opened_at) as date) as plan_day from {{ ref('stg_crm__interactions') }}

),

window_days as (

    select
        newest.plan_day,
        newest.plan_day - cast(run_context.look_back_days - 1 as integer) as first_day,
        run_context.new_hire_days,
        run_context.seed
    from newest
    cross join run_context

),

interactions as (

    select
        interactions.interaction_id,
        interactions.agent_id,
        interactions.issue_type,
        interactions.complexity,
        interactions.customer_emotion,
        interactions.escalated,
        cast(interactions.opened_at as date) as day,
        window_days.plan_day,
        window_days.new_hire_days,
        window_days.seed
    from {{ ref('stg_crm__interactions') }} as interactions
    inner join window_days on interactions.opened_at >= window_days.first_day

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

    select
        agent_id,
        team_id,
        hire_date
    from {{ ref('int_agents') }}
    where status <> 'left'

)

select
    interactions.interaction_id,
    interactions.agent_id,
    agents.team_id,
    coalesce(interactions.issue_type, '') as issue_type,
    interactions.day,
    interactions.plan_day,
    complaints.interaction_id is not null as has_complaint,
    coalesce(interactions.escalated, false) as is_escalated,
    coalesce(interactions.customer_emotion = 'angry', false) as is_angry,
    coalesce(interactions.complexity = 'hard', false) as is_hard,
    complaints.interaction_id is not null
    or coalesce(interactions.escalated, false)
    or coalesce(interactions.customer_emotion = 'angry', false)
    or coalesce(interactions.complexity = 'hard', false) as is_risk,
    coalesce(
        interactions.plan_day - agents.hire_date between 0 and interactions.new_hire_days - 1, false
    ) as is_new_hire,
    reviewed.interaction_id is not null as is_reviewed,
    -- Whoever knows the seed can foretell the draw; without it nobody can.
    md5(interactions.seed || '|' || interactions.plan_day || '|' || interactions.interaction_id) as lot,
    md5(interactions.seed || '|' || interactions.plan_day || '|' || interactions.agent_id) as agent_lot,
    md5(interactions.seed || '|' || interactions.plan_day) as day_lot
from interactions
inner join agents on interactions.agent_id = agents.agent_id
left join complaints on interactions.interaction_id = complaints.interaction_id
left join reviewed on interactions.interaction_id = reviewed.interaction_id
