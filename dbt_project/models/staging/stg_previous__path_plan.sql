with

path_plan as (

    select * from {{ source('landing', 'previous_path_plan') }}

)

select
    inputs_sha256,
    planner,
    effort,
    agents,
    items,
    value,
    closed,
    bound,
    gap,
    stopped,
    steps,
    mandatory_missed,
    problems,
    problems_zh
from path_plan
