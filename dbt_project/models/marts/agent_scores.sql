with

scored_agents as (

    select * from {{ ref('scored_agents') }}

)

select
    agent_id,
    cast(period as date) as period,
    dimension,
    round(score, 6) as score,
    round(posterior_mean, 6) as posterior_mean,
    round(ability, 6) as ability,
    round(ability_variance, 6) as ability_variance,
    round(std_error, 6) as std_error,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    cast(n_evidence as bigint) as n_evidence,
    evidence_state
from scored_agents
where kind = 'score'
