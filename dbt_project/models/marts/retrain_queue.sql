with

run_context as (

    select
        as_of,
        cast({{ framework_number('paths.maximum_attempts') }} as integer) as maximum_attempts,
        cast({{ framework_number('paths.retrain_days') }} as integer) as retrain_days
    from {{ ref('stg_run_context') }}

),

agents as (

    select * from {{ ref('int_agents') }}
    where status = 'active'

),

courses as (

    select * from {{ ref('stg_lms__courses') }}
    where coalesce(active, true) and card is distinct from 'red'

),

attempts as (

    select
        agent_id,
        course_id,
        cast(coalesce(completed_at, enrolled_at) as date) as happened_on,
        status = 'failed' or not coalesce(passed, true) as has_failed
    from {{ ref('stg_lms__enrollments') }}
    where status in ('completed', 'failed')

),

-- A pass afterwards ends the matter; failures before an earlier pass are history.
passes as (

    select
        agent_id,
        course_id,
        max(happened_on) as passed_on
    from attempts
    where not has_failed
    group by agent_id, course_id

),

failures as (

    select
        attempts.agent_id,
        attempts.course_id,
        count(*) as n_attempts,
        max(attempts.happened_on) as failed_on
    from attempts
    left join passes on attempts.agent_id = passes.agent_id and attempts.course_id = passes.course_id
    where
        attempts.has_failed
        and (passes.passed_on is null or attempts.happened_on > passes.passed_on)
    group by attempts.agent_id, attempts.course_id

)

select
    failures.agent_id,
    agents.team_id,
    failures.course_id,
    courses.title,
    cast(failures.n_attempts as integer) as n_attempts,
    run_context.maximum_attempts,
    failures.failed_on,
    failures.failed_on + run_context.retrain_days as due,
    case
        when failures.n_attempts >= run_context.maximum_attempts then 'decide'
        when failures.failed_on + run_context.retrain_days < run_context.as_of then 'overdue'
        else 'retrain'
    end as state
from failures
inner join agents on failures.agent_id = agents.agent_id
inner join courses on failures.course_id = courses.course_id
cross join run_context
