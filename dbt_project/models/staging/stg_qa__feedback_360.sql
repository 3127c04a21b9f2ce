with

feedback_360 as (

    select * from {{ source('landing', 'qa_feedback_360') }}

)

select
    feedback_id,
    agent_id,
    rater_role,
    dimension,
    rating,
    given_at
from feedback_360
where given_at is null or {{ known_by('given_at') }}
