with

compared_policies as (

    select * from {{ ref('compared_policies') }}

)

select
    topic,
    cast(agents as integer) as agents,
    marks,
    errors,
    error_rate,
    lower,
    upper,
    state,
    low_error,
    high_error,
    agent_sd,
    sd_lower,
    sd_upper,
    p_value,
    agents_state
from compared_policies
