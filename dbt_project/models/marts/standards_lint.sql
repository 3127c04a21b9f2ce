with

linted_standards as (

    select * from {{ ref('linted_standards') }}

)

select
    subject,
    fault,
    detail,
    message,
    message_zh
from linted_standards
