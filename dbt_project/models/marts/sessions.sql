with

sessions as (

    select * from {{ ref('stg_lms__sessions') }}

)

select
    session_id,
    course_id,
    starts_at,
    ends_at,
    seats
from sessions
