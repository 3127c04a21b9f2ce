-- An open gap without an assignment or a stated reason is how training needs get lost (S3-027).
with

agents as (

    select * from {{ ref('agents') }}

),

answered as (

    select agent_id from {{ ref('path_assignments') }}
    union all
    select agent_id from {{ ref('path_gaps') }}

)

select agents.agent_id
from agents
left join answered on agents.agent_id = answered.agent_id
where agents.status <> 'left' and answered.agent_id is null
