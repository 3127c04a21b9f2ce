with

scored_agents as (

    select * from {{ ref('scored_agents') }}

)

select
    agent_id,
    cast(period as date) as period,
    dimension,
    indicator,
    cast(n_evidence as bigint) as n_evidence,
    round(raw_value, 6) as raw_value,
    round(adjusted_value, 6) as adjusted_value,
    round(shrunk_value, 6) as shrunk_value,
    round(std_error, 6) as std_error,
    round(score, 6) as score,
    round(reliability, 6) as reliability
from scored_agents
where kind = 'indicator'
