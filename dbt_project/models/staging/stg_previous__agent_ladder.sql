with

agent_ladder as (

    select * from {{ source('landing', 'previous_agent_ladder') }}

)

-- A freeze goes on from the last month only.
select
    agent_id,
    period,
    tier
from agent_ladder
qualify period = max(period) over ()
