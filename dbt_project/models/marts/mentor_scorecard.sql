with

scored_mentors as (

    select * from {{ ref('scored_mentors') }}

)

select
    mentor_id,
    mentor_role,
    cast(n_mentees as integer) as n_mentees,
    state,
    cast(retention_n as integer) as retention_n,
    round(retention_raw, 6) as retention_raw,
    round(retention, 6) as retention,
    round(retention_lower, 6) as retention_lower,
    round(retention_upper, 6) as retention_upper,
    cast(pass_n as integer) as pass_n,
    round(pass_raw, 6) as pass_raw,
    round(pass, 6) as pass,
    round(pass_lower, 6) as pass_lower,
    round(pass_upper, 6) as pass_upper,
    cast(growth_n as integer) as growth_n,
    round(growth_raw, 6) as growth_raw,
    round(growth, 6) as growth,
    round(growth_lower, 6) as growth_lower,
    round(growth_upper, 6) as growth_upper
from scored_mentors
