with

precision_of_agents as (

    select * from {{ ref('sampling_precision') }}

),

agents as (

    select * from {{ ref('int_agents') }}

)

select
    precision_of_agents.agent_id,
    agents.team_id,
    cast(precision_of_agents.contacts as integer) as contacts,
    cast(precision_of_agents.drawn as integer) as drawn,
    precision_of_agents.expected_at_random,
    precision_of_agents.std_error_before,
    precision_of_agents.std_error_after,
    precision_of_agents.std_error_random,
    precision_of_agents.width_before,
    precision_of_agents.width_after,
    precision_of_agents.width_random,
    precision_of_agents.is_widest
from precision_of_agents
left join agents on precision_of_agents.agent_id = agents.agent_id
