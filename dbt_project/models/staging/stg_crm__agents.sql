with

agents as (

    select * from {{ source('landing', 'crm_agents') }}

)

select
    agent_id,
    team_id,
    team_name,
    manager_id,
    mentor_id,
    service_mentor_id,
    hire_date,
    role,
    language,
    site,
    shift,
    status,
    left_on,
    valid_from
from agents
where valid_from is null or {{ known_by('valid_from') }}
