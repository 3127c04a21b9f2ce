with

month_records as (

    select * from {{ source('landing', 'previous_month_records') }}

)

select
    agent_id,
    period,
    measure,
    value,
    evidence,
    config_sha256,
    published_as_of,
    is_provisional
from month_records
