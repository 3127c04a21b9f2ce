with

path_gaps as (

    select * from {{ source('landing', 'previous_path_gaps') }}

)

select
    agent_id,
    dimension,
    course_id,
    gap,
    code,
    reason,
    reason_zh
from path_gaps
