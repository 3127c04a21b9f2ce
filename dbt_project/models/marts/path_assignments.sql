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
    round(gap, 6) as gap,
    round(expected_uplift, 6) as expected_uplift,
    round(uplift_lower, 6) as uplift_lower,
    round(uplift_upper, 6) as uplift_upper,
    cast(n_trained as integer) as n_trained,
    round(weighted_gain, 6) as weighted_gain,
    cast(minutes as integer) as minutes,
    status,
    mandatory,
    reason,
    reason_zh,
    runner_up_id,
    runner_up,
    runner_up_zh
from planned_paths
where kind = 'assignment'
