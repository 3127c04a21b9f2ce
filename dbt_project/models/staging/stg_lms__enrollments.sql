with

enrollments as (

    select * from {{ source('landing', 'lms_enrollments') }}

)

select
    enrollment_id,
    agent_id,
    course_id,
    session_id,
    enrolled_at,
    case when {{ known_by('completed_at') }} then completed_at end as completed_at,
    minutes_spent,
    rating,
    -- What is not finished by the as-of date is still open then.
    case when completed_at is null or {{ known_by('completed_at') }} then status else 'enrolled' end as status,
    case when completed_at is null or {{ known_by('completed_at') }} then score end as score,
    case when completed_at is null or {{ known_by('completed_at') }} then passed end as passed
from enrollments
where enrolled_at is null or {{ known_by('enrolled_at') }}
