with

training_waves as (

    select * from {{ ref('stg_training_waves') }}

)

select
    wave_id,
    agent_id,
    course_id,
    unit_id,
    stratum,
    block,
    arm,
    starts_on,
    ends_on
from training_waves
