with

attained_standards as (

    select * from {{ ref('attained_standards') }}

)

select
    standard,
    cast(valid_from as date) as valid_from,
    scope,
    group_key,
    cast(period as date) as period,
    cast(people as integer) as people,
    n,
    value,
    lower,
    upper,
    target,
    state
from attained_standards
