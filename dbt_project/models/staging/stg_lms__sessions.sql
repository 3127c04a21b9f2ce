with

sessions as (

    select * from {{ source('landing', 'lms_sessions') }}

)

select
    session_id,
    course_id,
    starts_at,
    ends_at,
    seats
from sessions
