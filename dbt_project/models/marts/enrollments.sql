with

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

)

select
    enrollment_id,
    agent_id,
    course_id,
    session_id,
    enrolled_at,
    completed_at,
    status,
    passed,
    minutes_spent
from enrollments
