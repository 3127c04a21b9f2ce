with

estimated_return as (

    select * from {{ ref('estimated_return') }}

)

select
    key as scenario,
    side,
    amount,
    lower,
    upper,
    currency
from estimated_return
where kind = 'scenario'
