with

overrides as (

    select * from {{ source('landing', 'lms_overrides') }}

)

select
    override_id,
    agent_id,
    course_id,
    action,
    decided_by,
    reason,
    decided_at,
    replacement_id,
    session_id,
    not_before,
    valid_until
from overrides
where {{ known_by('decided_at') }}
