with

wave_draws as (

    select * from {{ ref('stg_wave_draws') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

)

select
    wave_draws.wave_id,
    wave_draws.course_id,
    wave_draws.design,
    wave_draws.units,
    wave_draws.n_groups,
    wave_draws.n_units,
    wave_draws.n_people,
    wave_draws.starts,
    wave_draws.first_start,
    wave_draws.ends_on,
    wave_draws.seed,
    wave_draws.strata,
    wave_draws.drawn_by,
    wave_draws.reason,
    cast(left(wave_draws.drawn_at, 19) as timestamp) as drawn_at,
    wave_draws.drawn_as_of,
    wave_draws.run_id,
    wave_draws.code_version,
    wave_draws.inputs_sha256,
    wave_draws.balance,
    wave_draws.precision,
    wave_draws.left_out,
    wave_draws.entry_sha256,
    wave_draws.cancelled_by,
    cast(left(wave_draws.cancelled_at, 19) as timestamp) as cancelled_at,
    wave_draws.cancel_reason,
    wave_draws.cancel_sha256,
    case
        when wave_draws.cancelled_by is not null then 'cancelled'
        when run_context.as_of < wave_draws.first_start then 'waiting'
        when run_context.as_of < wave_draws.ends_on - interval 1 day then 'under_way'
        else 'over'
    end as state
from wave_draws
cross join run_context
