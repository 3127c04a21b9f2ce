with

run_context as (

    select
        as_of,
        as_of_period - to_months(cast({{ framework_number('content.window_months') }} as integer) - 1) as since,
        cast({{ framework_number('content.security_days') }} as integer) as security_days,
        framework_json
    from {{ ref('stg_run_context') }}

),

agents as (

    select * from {{ ref('int_agents') }}
    where status = 'active'

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

trainings as (

    select * from {{ ref('int_trainings') }}

),

patterns as (

    select unnest(json_extract_string(framework_json, '$.content.security_courses[*]')) as pattern
    from run_context

),

security_courses as (

    select distinct courses.course_id
    from courses
    inner join patterns
        on
            lower(trim(courses.title)) glob lower(trim(patterns.pattern))
            or lower(trim(courses.course_id)) glob lower(trim(patterns.pattern))

),

-- What nobody could have taken, nobody lacks.
known as (

    select
        exists(select 1 from security_courses) as has_security,
        exists (select 1 from courses) or exists (select 1 from trainings) as has_training

),

trained as (

    select distinct trainings.agent_id
    from trainings
    cross join run_context
    where trainings.completed_on >= run_context.since

),

secured as (

    select
        trainings.agent_id,
        max(coalesce(trainings.valid_until, trainings.completed_on + run_context.security_days)) as valid_until
    from trainings
    inner join security_courses on trainings.course_id = security_courses.course_id
    cross join run_context
    group by trainings.agent_id

)

select
    agents.agent_id,
    agents.team_id,
    case when known.has_training then trained.agent_id is not null end as is_trained,
    cast(secured.valid_until as date) as security_until,
    case
        when not known.has_security then 'unknown'
        when secured.valid_until >= run_context.as_of then 'valid'
        when secured.valid_until is not null then 'expired'
        else 'never'
    end as security_state
from agents
cross join run_context
cross join known
left join trained on agents.agent_id = trained.agent_id
left join secured on agents.agent_id = secured.agent_id
