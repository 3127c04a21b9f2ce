with

composed_scores as (

    select * from {{ ref('composed_scores') }}

)

select
    agent_id,
    cast(period as date) as period,
    round(composite, 6) as composite,
    round(std_error, 6) as std_error,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    round(known_weight, 6) as known_weight
from composed_scores
