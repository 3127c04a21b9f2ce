with

run_mode as (

    select * from {{ source('landing', 'run_mode') }}

)

select
    number,
    code,
    subject,
    plan,
    degrades,
    text,
    text_zh,
    switched_off
from run_mode
