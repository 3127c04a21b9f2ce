with

content_reviews as (

    select * from {{ source('landing', 'lms_content_reviews') }}

)

select
    content_review_id,
    course_id,
    reviewed_at,
    points_checked,
    points_correct
from content_reviews
where {{ known_by('reviewed_at') }}
