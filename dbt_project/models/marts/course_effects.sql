with

estimated_effects as (

    select * from {{ ref('estimated_effects') }}

)

select
    course_id,
    dimension,
    round(uplift, 6) as uplift,
    round(std_error, 6) as std_error,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    cast(n_trained as bigint) as n_trained,
    method
from estimated_effects
