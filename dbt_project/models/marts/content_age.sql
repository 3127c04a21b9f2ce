{#- Wilson's score interval (1927, JASA 22, 209-212), at 90 %. -#}
{%- set z2 = 1.6448536269514722 * 1.6448536269514722 -%}

with

run_context as (

    select
        *,
        {{ framework_number('content.fresh_days') }} as fresh_days,
        {{ framework_number('findings.fail_below') }} as fail_below
    from {{ ref('stg_run_context') }}

),

dimensions as (

    select dimension from {{ ref('framework_dimensions') }}

),

-- Days since a course's content was last changed, else published.
ages as (

    select
        effects.dimension,
        courses.course_id,
        run_context.fresh_days,
        date_diff('day', cast(coalesce(courses.updated_at, courses.published_at) as date), run_context.as_of) as days
    from {{ ref('course_effects') }} as effects
    inner join {{ ref('stg_lms__courses') }} as courses on effects.course_id = courses.course_id
    cross join run_context
    where effects.listed and coalesce(courses.active, true)

),

content as (

    select
        dimension,
        count(*) as courses,
        count(days) as dated,
        min(days) as newest_days,
        median(days) as median_days,
        max(days) as oldest_days,
        count(*) filter (where days > fresh_days) as overdue
    from ages
    group by dimension

),

marks as (

    select
        criteria.dimension,
        marks.agent_id,
        marks.value < run_context.fail_below as has_failed
    from {{ ref('int_review_marks') }} as marks
    inner join {{ ref('case_criteria') }} as criteria on marks.criterion = criteria.criterion
    cross join run_context
    where
        marks.method = 'human'
        and marks.value is not null
        and marks.reviewed_at >= cast(run_context.as_of_period - interval 2 month as timestamp)

),

errors as (

    select
        dimension,
        count(*) as marks,
        count(distinct agent_id) as people,
        count(*) filter (where has_failed) as failed,
        avg(cast(has_failed as integer)) as share,
        {{ z2 }} / count(*) as doubt
    from marks
    group by dimension

)

select
    dimensions.dimension,
    cast(coalesce(content.courses, 0) as integer) as courses,
    cast(coalesce(content.dated, 0) as integer) as dated,
    content.newest_days,
    content.median_days,
    content.oldest_days,
    cast(coalesce(content.overdue, 0) as integer) as overdue,
    coalesce(errors.marks, 0) as marks,
    cast(coalesce(errors.people, 0) as integer) as people,
    coalesce(errors.failed, 0) as failed,
    round(errors.share, 6) as error_rate,
    round(
        (
            errors.share
            + errors.doubt / 2
            - sqrt(errors.doubt * errors.share * (1 - errors.share) + errors.doubt * errors.doubt / 4)
        )
        / (1 + errors.doubt),
        6
    ) as lower,
    round(
        (
            errors.share
            + errors.doubt / 2
            + sqrt(errors.doubt * errors.share * (1 - errors.share) + errors.doubt * errors.doubt / 4)
        )
        / (1 + errors.doubt),
        6
    ) as upper
from dimensions
left join content on dimensions.dimension = content.dimension
left join errors on dimensions.dimension = errors.dimension
