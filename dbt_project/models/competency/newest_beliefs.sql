with

scored_agents as (

    select * from {{ ref('scored_agents') }}

),

newest as (

    select max(period) as period from scored_agents
    where kind = 'score'

)

select
    scored_agents.kind,
    scored_agents.agent_id,
    scored_agents.period,
    scored_agents.dimension,
    scored_agents.other_dimension,
    scored_agents.ability_variance,
    scored_agents.ability_covariance,
    scored_agents.indicator,
    scored_agents.n_evidence,
    scored_agents.own_share,
    scored_agents.cases_needed,
    scored_agents.points_per_sd
from scored_agents
left join newest on scored_agents.period = newest.period
where
    scored_agents.kind = 'model'
    or (scored_agents.kind in ('score', 'covariance', 'indicator') and newest.period is not null)
