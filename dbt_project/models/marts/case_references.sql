with

drawn_cases as (

    select * from {{ ref('drawn_cases') }}

)

select
    quarter,
    substr(lot, 1, 12) as case_id,
    interaction_id
from drawn_cases
