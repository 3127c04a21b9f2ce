with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

-- By the month of enrolling; one that names no such day by its completion.
months as (

    select
        {{ period_start('coalesce(enrolled_at, completed_at)') }} as period,
        count(*) as n_enrolled,
        count(distinct agent_id) as n_people,
        count(*) filter (where status = 'completed' or (status is null and completed_at is not null)) as n_completed,
        count(*) filter (where status = 'failed') as n_failed,
        count(*) filter (where status = 'dropped') as n_dropped,
        count(*) filter (where status in ('completed', 'failed') and passed is not null) as n_tested,
        count(*) filter (where status in ('completed', 'failed') and passed) as n_passed
    from enrollments
    where coalesce(enrolled_at, completed_at) is not null
    group by {{ period_start('coalesce(enrolled_at, completed_at)') }}

)

select
    months.period,
    months.n_enrolled,
    months.n_people,
    months.n_completed,
    months.n_failed,
    months.n_dropped,
    months.n_tested,
    months.n_passed,
    round(cast(months.n_completed as double) / nullif(months.n_enrolled, 0), 6) as completion_rate,
    round(cast(months.n_passed as double) / nullif(months.n_tested, 0), 6) as pass_rate,
    months.period > run_context.as_of - interval 60 day as is_running
from months
cross join run_context
