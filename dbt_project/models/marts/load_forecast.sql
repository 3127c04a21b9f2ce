with

run_context as (

    select
        as_of,
        {{ period_start('as_of + interval 1 day') }} as first_month,
        {{ framework_number('paths.default_minutes') }} as default_minutes
    from {{ ref('stg_run_context') }}

),

months as (

    select
        {{ month_series('first_month', "first_month + interval 2 month") }} as period
    from run_context

),

agents as (

    select * from {{ ref('agents') }}

),

courses as (

    select
        courses.course_id,
        courses.mandatory and courses.active as is_due_of_all,
        coalesce(courses.duration_minutes, run_context.default_minutes) as minutes
    from {{ ref('courses') }} as courses
    cross join run_context

),

path_assignments as (

    select * from {{ ref('path_assignments') }}

),

-- What is overdue falls on the first month.
planned as (

    select
        greatest({{ period_start('path_assignments.planned_start') }}, run_context.first_month) as period,
        'planned' as source,
        path_assignments.course_id,
        path_assignments.minutes
    from path_assignments
    cross join run_context

),

lasting as (

    select
        agent_id,
        course_id,
        max(coalesce(valid_until, date '9999-12-31')) as valid_until
    from {{ ref('trainings') }}
    group by agent_id, course_id

),

-- Certificates that run out, of people who have not left, and that no path renews already.
renewals as (

    select
        {{ period_start('lasting.valid_until') }} as period,
        'renewal' as source,
        lasting.course_id,
        courses.minutes
    from lasting
    inner join courses on lasting.course_id = courses.course_id and courses.is_due_of_all
    inner join agents on lasting.agent_id = agents.agent_id and agents.status is distinct from 'left'
    left join path_assignments
        on
            lasting.agent_id = path_assignments.agent_id
            and lasting.course_id = path_assignments.course_id
    where path_assignments.agent_id is null

),

places as (

    select * from planned
    union all
    select * from renewals

),

known as (

    select
        period,
        source,
        course_id,
        count(*) as people,
        sum(minutes) as minutes
    from places
    group by period, source, course_id

),

-- What people hired in the year before spent on courses in their first 60 days.
starts as (

    select
        agents.agent_id,
        coalesce(sum(enrollments.minutes_spent), 0) as minutes
    from agents
    cross join run_context
    left join {{ ref('enrollments') }} as enrollments
        on
            agents.agent_id = enrollments.agent_id
            and enrollments.status = 'completed'
            and cast(enrollments.completed_at as date) between agents.hire_date and agents.hire_date + 60
    where agents.hire_date between run_context.as_of - interval 365 day and run_context.as_of - interval 60 day
    group by agents.agent_id

),

of_people as (

    select avg(minutes) as minutes from starts

),

of_courses as (

    select sum(case when is_due_of_all then minutes end) as minutes from courses

),

-- Where nobody has been hired of late: all that is mandatory.
start_minutes as (

    select coalesce(of_people.minutes, of_courses.minutes) as minutes
    from of_people
    cross join of_courses

),

newcomers as (

    select
        tier_forecast.period,
        'newcomers' as source,
        cast(null as varchar) as course_id,
        tier_forecast.expected as people,
        tier_forecast.expected * start_minutes.minutes as minutes,
        tier_forecast.lower_90 * start_minutes.minutes as lower_90,
        tier_forecast.upper_90 * start_minutes.minutes as upper_90
    from {{ ref('tier_forecast') }} as tier_forecast
    cross join start_minutes
    where
        tier_forecast.measure = 'joined'
        and tier_forecast.scenario = 'as_now'
        and tier_forecast.site is null
        and start_minutes.minutes is not null

),

load as (

    select
        period,
        source,
        course_id,
        cast(people as double) as people,
        minutes,
        minutes as lower_90,
        minutes as upper_90
    from known
    union all
    select * from newcomers

)

select
    load.period,
    load.source,
    load.course_id,
    round(load.people, 6) as people,
    round(cast(load.minutes as double), 6) as minutes,
    round(cast(load.lower_90 as double), 6) as lower_90,
    round(cast(load.upper_90 as double), 6) as upper_90
from load
inner join months on load.period = months.period
