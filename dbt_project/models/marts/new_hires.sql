with

checked_new_hires as (

    select * from {{ ref('checked_new_hires') }}

)

select
    agent_id,
    team_id,
    cast(hire_date as date) as hire_date,
    cast(days_since_hire as integer) as days_since_hire,
    written_state,
    simulation_state,
    cast(written_attempts as integer) as written_attempts,
    cast(simulation_attempts as integer) as simulation_attempts,
    on_duty,
    attempts_exhausted,
    cast(contacts_before_clearance as integer) as contacts_before_clearance,
    week_1_state,
    week_2_state,
    week_3_state,
    next_step,
    next_step_zh
from checked_new_hires
