with

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

completions as (

    select distinct
        agent_id,
        course_id,
        cast(completed_at as date) as completed_on
    from enrollments
    where completed_at is not null and status = 'completed' and coalesce(passed, true)

)

select
    completions.agent_id,
    completions.course_id,
    completions.completed_on,
    -- A certificate without a term does not run out.
    completions.completed_on + courses.valid_days as valid_until
from completions
left join courses on completions.course_id = courses.course_id
