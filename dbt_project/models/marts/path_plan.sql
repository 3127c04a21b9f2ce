with

planned_paths as (

    select * from {{ ref('planned_paths') }}

)

select
    inputs_sha256,
    planner,
    effort,
    cast(agents as integer) as agents,
    cast(items as integer) as items,
    round(value, 6) as value,
    round(closed, 6) as closed,
    round(bound, 6) as bound,
    round(gap, 6) as gap,
    stopped,
    steps,
    cast(mandatory_missed as integer) as mandatory_missed,
    problems,
    problems_zh
from planned_paths
where kind = 'plan'
