with

agent_months as (

    select * from {{ ref('int_agent_months') }}

)

select
    agent_id,
    period,
    team_id,
    role,
    mentor_id,
    tenure_months,
    is_active
from agent_months
