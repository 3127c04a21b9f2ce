with

followed_cohorts as (

    select * from {{ ref('followed_cohorts') }}

)

select
    measure,
    cohort,
    role,
    months,
    cast(n_at_risk as integer) as n_at_risk,
    cast(n_events as integer) as n_events,
    share_waiting,
    std_error,
    lower,
    upper
from followed_cohorts
