with

wave_draws as (

    select * from {{ source('landing', 'wave_draws') }}

)

select
    wave_id,
    course_id,
    design,
    units,
    n_groups,
    n_units,
    n_people,
    starts,
    first_start,
    ends_on,
    seed,
    strata,
    drawn_by,
    reason,
    drawn_at,
    drawn_as_of,
    run_id,
    code_version,
    inputs_sha256,
    balance,
    precision,
    left_out,
    entry_sha256,
    cancelled_by,
    cancelled_at,
    cancel_reason,
    cancel_sha256
from wave_draws
