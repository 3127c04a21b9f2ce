with

planned_paths as (

    select * from {{ ref('planned_paths') }}

)

select
    override_id,
    agent_id,
    course_id,
    action,
    decided_by,
    reason,
    cast(decided_at as timestamp) as decided_at,
    replacement_id,
    session_id,
    cast(not_before as date) as not_before,
    cast(valid_until as date) as valid_until,
    state,
    round(cost, 6) as cost,
    costly,
    note,
    note_zh
from planned_paths
where kind = 'override'
