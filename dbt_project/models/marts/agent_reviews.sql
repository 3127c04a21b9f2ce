with

critical_failures as (

    select * from {{ ref('int_critical_failures') }}

)

select
    agent_id,
    period,
    n_reviews,
    n_critical
from critical_failures
