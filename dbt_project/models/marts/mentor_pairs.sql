with

matched_mentors as (

    select * from {{ ref('matched_mentors') }}

)

select
    agent_id,
    mentor_role,
    mentor_id,
    state,
    dimension,
    round(strength, 6) as strength,
    round(own, 6) as own,
    is_same_team,
    is_certified,
    reason,
    reason_zh
from matched_mentors
