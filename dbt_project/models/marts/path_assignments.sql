with

planned_paths as (

    select * from {{ ref('planned_paths') }}

)

select
    agent_id,
    cast(sequence as integer) as sequence,
    course_id,
    title,
    session_id,
    cast(planned_start as date) as planned_start,
    cast(due as date) as due,
    dimension,
    round(expected_uplift, 6) as expected_uplift,
    cast(minutes as integer) as minutes,
    status,
    mandatory,
    reason,
    reason_zh
from planned_paths
where code is null
