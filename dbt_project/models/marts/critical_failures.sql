with

review_marks as (

    select * from {{ ref('int_review_marks') }}

)

select
    agent_id,
    period,
    review_id,
    criterion,
    reviewed_at,
    interaction_id
from review_marks
where method = 'human' and fails_critically
