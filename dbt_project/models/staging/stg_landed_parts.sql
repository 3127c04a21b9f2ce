with

landed_parts as (

    select * from {{ source('landing', 'landed_parts') }}

)

select
    source_table,
    part,
    period,
    interaction_period,
    n_rows
from landed_parts
