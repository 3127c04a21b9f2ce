with

agents as (

    select * from {{ ref('int_agents') }}

)

select
    agent_id,
    team_id,
    team_name,
    manager_id,
    role,
    mentor_id,
    service_mentor_id,
    language,
    site,
    shift,
    status,
    hire_date,
    tenure_months,
    is_hire_date_late,
    left_on
from agents
