with

estimated_importance as (

    select * from {{ ref('estimated_importance') }}

)

select
    cast(period as date) as period,
    outcome,
    dimension,
    round(importance, 6) as importance,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    round(lmg, 6) as lmg,
    round(coefficient, 6) as coefficient,
    round(std_error, 6) as std_error,
    round(explained, 6) as explained,
    n_agents,
    state
from estimated_importance
