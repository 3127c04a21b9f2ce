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
cross join {{ ref('stg_run_context') }} as run_context
-- Who came during a freeze waits for its end.
where agents.status <> 'left' and answered.agent_id is null and run_context.frozen is null
