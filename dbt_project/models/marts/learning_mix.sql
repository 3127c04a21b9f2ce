with

mixed_learning as (

    select * from {{ ref('mixed_learning') }}

)

select
    seniority,
    kind,
    cast(completions as bigint) as completions,
    minutes,
    share,
    target,
    cast(n_people as bigint) as n_people,
    state
from mixed_learning
