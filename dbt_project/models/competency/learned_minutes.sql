with

run_context as (

    select
        as_of_period,
        knowledge_ends_at,
        cast({{ framework_number('content.window_months') }} as integer) as months
    from {{ ref('stg_run_context') }}

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}
    where status = 'completed' and completed_at is not null

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

agent_ladder as (

    select * from {{ ref('agent_ladder') }}

),

-- By the staff group of the month.
learned as (

    select
        agent_ladder.seniority,
        courses.format,
        courses.provider,
        enrollments.agent_id,
        -- Study time as the LMS counted it, else the course's length.
        coalesce(enrollments.minutes_spent, courses.duration_minutes) as minutes
    from enrollments
    inner join courses on enrollments.course_id = courses.course_id
    inner join agent_ladder
        on
            enrollments.agent_id = agent_ladder.agent_id
            and {{ period_start('enrollments.completed_at') }} = agent_ladder.period
    cross join run_context
    where
        enrollments.completed_at >= run_context.as_of_period - to_months(run_context.months - 1)
        and enrollments.completed_at < run_context.knowledge_ends_at
        and agent_ladder.seniority is not null

),

people as (

    select
        seniority,
        count(distinct agent_id) as n_people
    from learned
    group by seniority

),

everybody as (

    select count(distinct agent_id) as n_learners
    from learned

)

select
    learned.seniority,
    learned.format,
    learned.provider,
    cast(count(*) as bigint) as completions,
    {{ exact_sum('learned.minutes') }} as minutes,
    max(people.n_people) as n_people,
    max(everybody.n_learners) as n_learners
from learned
inner join people on learned.seniority = people.seniority
cross join everybody
group by learned.seniority, learned.format, learned.provider
