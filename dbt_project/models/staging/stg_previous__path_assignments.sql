with

path_assignments as (

    select * from {{ source('landing', 'previous_path_assignments') }}

)

select
    agent_id,
    sequence,
    course_id,
    title,
    session_id,
    planned_start,
    due,
    dimension,
    gap,
    expected_uplift,
    uplift_lower,
    uplift_upper,
    n_trained,
    weighted_gain,
    minutes,
    status,
    mandatory,
    reason,
    reason_zh,
    runner_up_id,
    runner_up,
    runner_up_zh
from path_assignments
