with

compared_cohorts as (

    select * from {{ ref('compared_cohorts') }}

)

select
    measure,
    cohort,
    role,
    cast(n_people as integer) as n_people,
    cast(n_reached as integer) as n_reached,
    median_months,
    median_lower,
    median_upper,
    time_ratio,
    ratio_lower,
    ratio_upper,
    distribution,
    state
from compared_cohorts
