with

reviews as (

    select * from {{ source('landing', 'qa_reviews') }}

)

select
    review_id,
    agent_id,
    reviewer_id,
    interaction_id,
    interaction_opened_at,
    reviewed_at,
    method,
    rubric_version,
    disputed
from reviews
where {{ known_by('reviewed_at') }}
