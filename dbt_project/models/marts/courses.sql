with

courses as (

    select * from {{ ref('stg_lms__courses') }}

)

select
    course_id,
    title,
    dimensions,
    duration_minutes,
    coalesce(mandatory, false) as mandatory,
    coalesce(active, true) as active,
    prerequisites,
    min_tier,
    language,
    valid_days,
    format,
    card,
    mentoring,
    product,
    launched_at,
    bloom_level,
    published_at,
    updated_at
from courses
