with

path_deliveries as (

    select * from {{ source('landing', 'previous_path_deliveries') }}

)

select
    agent_id,
    course_id,
    sent_on,
    origin,
    title,
    session_id,
    planned_start,
    due,
    revision,
    state,
    state_since,
    enrollment_id,
    withdrawn_on,
    overdue,
    days_overdue,
    age_days
from path_deliveries
