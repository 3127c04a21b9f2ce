with

estimated_return as (

    select * from {{ ref('estimated_return') }}

)

select
    key as line,
    side,
    quantity,
    amount,
    lower,
    upper,
    currency
from estimated_return
where kind = 'ledger'
