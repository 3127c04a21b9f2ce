with

watched_agents as (

    select * from {{ ref('watched_agents') }}

)

select
    agent_id,
    team_id,
    cast(flagged_week as date) as flagged_week,
    cast(since as date) as since,
    source,
    size,
    lower,
    upper,
    evidence,
    cast(n_evidence as integer) as n_evidence,
    is_recent
from watched_agents
