with

assessments as (

    select * from {{ source('landing', 'lms_assessments') }}

)

select
    attempt_id,
    agent_id,
    assessment_id,
    taken_at,
    score,
    max_score,
    dimension,
    bloom_level
from assessments
where {{ known_by('taken_at') }}
