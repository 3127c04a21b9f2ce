with

retained_cohorts as (

    select * from {{ ref('retained_cohorts') }}

)

select
    cohort,
    months,
    cast(n_people as integer) as n_people,
    cast(n_left as integer) as n_left,
    share_staying,
    lower,
    upper
from retained_cohorts
