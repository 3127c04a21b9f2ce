with

ranked_courses as (

    select * from {{ ref('ranked_courses') }}

)

select
    cast(year as integer) as year,
    course_id,
    gain,
    std_error,
    lower,
    upper,
    cast(n_trained as bigint) as n_trained,
    prob_best,
    prob_top_3,
    state
from ranked_courses
