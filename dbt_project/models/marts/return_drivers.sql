with

estimated_return as (

    select * from {{ ref('estimated_return') }}

)

select
    key as driver,
    side as kind,
    amount as swing,
    low_value,
    base_value,
    high_value,
    at_low as net_at_low,
    at_high as net_at_high,
    source,
    currency
from estimated_return
where kind = 'driver'
