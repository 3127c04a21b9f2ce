with

scored_agents as (

    select * from {{ ref('scored_agents') }}

)

select
    agent_id,
    cast(period as date) as period,
    dimension,
    other_dimension,
    round(covariance, 6) as covariance,
    round(ability_covariance, 6) as ability_covariance
from scored_agents
where kind = 'covariance'
