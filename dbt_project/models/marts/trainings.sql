with

trainings as (

    select * from {{ ref('int_trainings') }}

)

select
    agent_id,
    course_id,
    completed_on,
    valid_until
from trainings
