with

run_context as (

    select
        as_of,
        coalesce({{ framework_number('paths.new_product_hours') }}, 24) as hours
    from {{ ref('stg_run_context') }}

),

agents as (

    select * from {{ ref('int_agents') }}
    where status = 'active'

),

courses as (

    select * from {{ ref('stg_lms__courses') }}
    where
        launched_at is not null
        and coalesce(active, true)
        and card is distinct from 'red'
        -- Later a product is no longer new; the planner counts the same days.
        and launched_at > (select as_of from run_context) - interval 90 days

),

passes as (

    select
        agent_id,
        course_id,
        min(coalesce(completed_at, enrolled_at)) as passed_at
    from {{ ref('stg_lms__enrollments') }}
    where
        coalesce(passed, true)
        and (status = 'completed' or (status is null and completed_at is not null))
    group by agent_id, course_id

),

failures as (

    select
        agent_id,
        course_id,
        count(*) as attempts
    from {{ ref('stg_lms__enrollments') }}
    where status = 'failed' or (status = 'completed' and not coalesce(passed, true))
    group by agent_id, course_id

)

select
    agents.agent_id,
    agents.team_id,
    coalesce(courses.product, courses.title) as product,
    courses.course_id,
    courses.launched_at,
    courses.published_at,
    courses.published_at <= courses.launched_at + to_hours(cast(run_context.hours as integer)) as is_content_in_time,
    cast(courses.launched_at + to_hours(cast(run_context.hours as integer)) as date) as due,
    cast(passes.passed_at as date) as passed_on,
    cast(coalesce(failures.attempts, 0) as integer) as failed_attempts,
    case
        when passes.passed_at is not null then 'cleared'
        when failures.attempts > 0 then 'failed'
        when courses.launched_at + to_hours(cast(run_context.hours as integer)) < run_context.as_of then 'overdue'
        else 'open'
    end as state
from agents
cross join courses
cross join run_context
left join passes on agents.agent_id = passes.agent_id and courses.course_id = passes.course_id
left join failures on agents.agent_id = failures.agent_id and courses.course_id = failures.course_id
where
    agents.language is null
    or courses.language is null
    or split_part(replace(lower(agents.language), '_', '-'), '-', 1)
    = split_part(replace(lower(courses.language), '_', '-'), '-', 1)
