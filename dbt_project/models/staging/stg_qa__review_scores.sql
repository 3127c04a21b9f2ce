with

review_scores as (

    select * from {{ source('landing', 'qa_review_scores') }}

)

select
    review_id,
    lower(trim(criterion)) as criterion,
    score,
    max_score,
    critical
from review_scores
