with

weighed_dimensions as (

    select * from {{ ref('weighed_dimensions') }}

)

select
    cast(period as date) as period,
    dimension,
    round(base_weight, 6) as base_weight,
    round(importance, 6) as importance,
    round(importance_lower, 6) as importance_lower,
    round(importance_upper, 6) as importance_upper,
    round(demand, 6) as demand,
    round(target, 6) as target,
    round(weight, 12) as weight,
    round(lower_bound, 6) as lower_bound,
    round(upper_bound, 6) as upper_bound,
    round(step, 12) as step,
    round(step_limit, 6) as step_limit,
    round(prior_step, 6) as prior_step,
    round(importance_step, 6) as importance_step,
    round(demand_step, 6) as demand_step,
    round(limit_step, 6) as limit_step,
    evidence,
    reason,
    reason_zh
from weighed_dimensions
