with

compared_groups as (

    select * from {{ ref('compared_groups') }}

)

select
    question,
    topic,
    cast(band as integer) as band,
    cast(agents as integer) as agents,
    n,
    events,
    share,
    odds_ratio,
    lower,
    upper,
    p_value,
    state
from compared_groups
