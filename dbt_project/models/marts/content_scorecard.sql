{#- Wilson's score interval (1927, JASA 22, 209-212), at 90 %. -#}
{%- set z = 1.6448536269514722 -%}

with

run_context as (

    select
        as_of,
        {{ framework_number('content.accuracy') }} as accuracy,
        {{ framework_number('content.usefulness') }} as usefulness,
        {{ framework_number('content.appeal') }} as appeal,
        {{ framework_number('content.timeliness') }} as timeliness,
        {{ framework_number('content.fresh_days') }} as fresh_days,
        {{ framework_number('content.minimum_answers') }} as minimum_answers,
        {{ framework_number('content.appealing_from') }} as appealing_from,
        {{ framework_number('paths.new_product_hours') }} as new_product_hours
    from {{ ref('stg_run_context') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

aspects as (

    select
        courses.course_id,
        names.aspect,
        case names.aspect
            when 'accuracy' then run_context.accuracy
            when 'usefulness' then run_context.usefulness
            when 'appeal' then run_context.appeal
            else run_context.timeliness
        end as target,
        run_context.minimum_answers
    from courses
    cross join run_context
    cross join (values ('accuracy'), ('usefulness'), ('appeal'), ('timeliness')) as names (aspect)

),

-- Whoever passes in the end has passed.
people as (

    select
        course_id,
        agent_id,
        bool_or(passed) as has_passed
    from enrollments
    where status in ('completed', 'failed') and passed is not null
    group by course_id, agent_id

),

passes as (

    select
        course_id,
        count(*) as n,
        avg(case when has_passed then 1.0 else 0 end) as share
    from people
    group by course_id

),

dates as (

    select
        courses.course_id,
        courses.launched_at,
        coalesce(courses.published_at, courses.updated_at) as published_at,
        greatest(courses.published_at, courses.updated_at) as changed_at,
        run_context.as_of,
        run_context.fresh_days,
        run_context.new_product_hours
    from courses
    cross join run_context

),

-- What experts found before the last change is about another text.
points as (

    select
        content_reviews.course_id,
        sum(content_reviews.points_checked) as n,
        sum(content_reviews.points_correct) / sum(content_reviews.points_checked) as share
    from {{ ref('stg_lms__content_reviews') }} as content_reviews
    inner join dates on content_reviews.course_id = dates.course_id
    where dates.changed_at is null or content_reviews.reviewed_at >= dates.changed_at
    group by content_reviews.course_id

),

-- Everybody's newest answer.
answers as (

    select
        course_id,
        agent_id,
        max_by(rating, (coalesce(completed_at, enrolled_at), enrollment_id)) as rating
    from enrollments
    where rating is not null
    group by course_id, agent_id

),

likes as (

    select
        answers.course_id,
        count(*) as n,
        avg(case when answers.rating >= run_context.appealing_from then 1.0 else 0 end) as share
    from answers
    cross join run_context
    group by answers.course_id

),

counted as (

    select
        course_id,
        'accuracy' as aspect,
        'expert_reviews' as source,
        n,
        share
    from points
    union all
    select
        course_id,
        'usefulness' as aspect,
        'own_test' as source,
        n,
        share
    from passes
    union all
    select
        course_id,
        'appeal' as aspect,
        'learners' as source,
        n,
        share
    from likes

),

figures as (

    select
        course_id,
        aspect,
        source,
        n,
        share,
        (share + {{ z * z }} / (2 * n)) / (1 + {{ z * z }} / n) as centre,
        {{ z }} * sqrt(share * (1 - share) / n + {{ z * z }} / (4 * n * n)) / (1 + {{ z * z }} / n) as half
    from counted
    union all
    -- A new product's course by its launch, any other by its age.
    select
        course_id,
        'timeliness' as aspect,
        case when launched_at is null then 'age' else 'launch' end as source,
        1 as n,
        case
            when launched_at is null
                then case when date_diff('day', cast(changed_at as date), as_of) <= fresh_days then 1.0 else 0 end
            when published_at <= launched_at + to_hours(cast(new_product_hours as integer)) then 1.0
            else 0
        end as share,
        null as centre,
        null as half
    from dates
    where changed_at is not null

),

told as (

    select
        aspects.course_id,
        aspects.aspect,
        aspects.target,
        coalesce(figures.n, 0) as n,
        figures.source,
        case when figures.source in ('age', 'launch') or figures.n >= aspects.minimum_answers then figures.share end
            as share,
        case when figures.n >= aspects.minimum_answers then greatest(figures.centre - figures.half, 0) end as lower,
        case when figures.n >= aspects.minimum_answers then least(figures.centre + figures.half, 1) end as upper
    from aspects
    left join figures on aspects.course_id = figures.course_id and aspects.aspect = figures.aspect

)

select
    course_id,
    aspect,
    round(target, 6) as target,
    cast(n as bigint) as n,
    source,
    round(cast(share as double), 6) as share,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    case
        when share is null then 'not_measured'
        when share >= target then 'met'
        when coalesce(upper, share) < target then 'missed'
        else 'open'
    end as state
from told
