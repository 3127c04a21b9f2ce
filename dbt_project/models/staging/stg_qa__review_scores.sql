select
    review_id,
    lower(trim(criterion)) as criterion,
    score,
    max_score,
    critical,
    {{ landed_part() }} as part
from {{ source('landing', 'qa_review_scores') }}
