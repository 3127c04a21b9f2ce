with

weighed_dimensions as (

    select * from {{ ref('weighed_dimensions') }}

)

select
    cast(period as date) as period,
    dimension,
    round(base_weight, 6) as base_weight,
    round(importance, 6) as importance,
    round(demand, 6) as demand,
    round(weight, 6) as weight,
    round(lower_bound, 6) as lower_bound,
    round(upper_bound, 6) as upper_bound,
    round(step, 6) as step,
    reason,
    reason_zh
from weighed_dimensions
