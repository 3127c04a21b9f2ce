with

training_waves as (

    select * from {{ source('landing', 'training_waves') }}

),

wave_draws as (

    select * from {{ ref('stg_wave_draws') }}

)

-- A wave that was called off holds nobody back.
select
    training_waves.wave_id,
    training_waves.agent_id,
    training_waves.course_id,
    training_waves.unit_id,
    training_waves.stratum,
    training_waves.block,
    training_waves.arm,
    training_waves.starts_on,
    training_waves.ends_on
from training_waves
inner join wave_draws on training_waves.wave_id = wave_draws.wave_id
where wave_draws.cancelled_by is null
