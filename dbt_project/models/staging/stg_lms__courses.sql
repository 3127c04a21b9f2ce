with

courses as (

    select * from {{ source('landing', 'lms_courses') }}

)

select
    course_id,
    title,
    dimensions,
    duration_minutes,
    format,
    provider,
    prerequisites,
    mandatory,
    bloom_level,
    min_tier,
    language,
    valid_days,
    active,
    card,
    mentoring,
    product,
    launched_at,
    published_at,
    updated_at
from courses
