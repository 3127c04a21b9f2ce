with

ranked_stars as (

    select * from {{ ref('ranked_stars') }}

)

select
    agent_id,
    round(composite, 6) as composite,
    round(std_error, 6) as std_error,
    cast(n_compared as integer) as n_compared,
    cast(n_top as integer) as n_top,
    round(prob_top, 3) as prob_top,
    cast(rank_lower as integer) as rank_lower,
    cast(rank_upper as integer) as rank_upper,
    state
from ranked_stars
