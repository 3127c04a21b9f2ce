select
    review_id,
    {{ key_text('criterion') }} as criterion,
    score,
    max_score,
    critical,
    {{ landed_part() }} as part
from {{ source('landing', 'qa_review_scores') }}
