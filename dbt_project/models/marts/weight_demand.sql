with

estimated_demand as (

    select * from {{ ref('estimated_demand') }}

)

select
    cast(period as date) as period,
    dimension,
    n_contacts,
    round(calls_ratio, 6) as calls_ratio,
    n_complaints,
    round(complaints_ratio, 6) as complaints_ratio,
    round(capacity_ratio, 6) as capacity_ratio,
    round(pressure, 6) as pressure
from estimated_demand
