with

planned_paths as (

    select * from {{ ref('planned_paths') }}

)

select
    agent_id,
    dimension,
    course_id,
    round(gap, 6) as gap,
    code,
    reason,
    reason_zh
from planned_paths
where kind = 'gap'
