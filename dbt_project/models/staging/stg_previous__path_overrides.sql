with

path_overrides as (

    select * from {{ source('landing', 'previous_path_overrides') }}

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
    valid_until,
    state,
    cost,
    costly,
    note,
    note_zh
from path_overrides
