with

rejected_rows as (

    select * from {{ source('landing', 'rejected_rows') }}

)

select
    source_table,
    file,
    row_number,
    "column",
    value,
    rule,
    severity
from rejected_rows
