with

charted_service as (

    select * from {{ ref('charted_service') }}

)

select
    team_id,
    cast(period as date) as period,
    measure,
    n,
    cast(people as integer) as people,
    value,
    centre,
    lower,
    upper,
    state
from charted_service
