with

run_context as (

    select
        knowledge_ends_at,
        coalesce({{ framework_number('paths.new_product_hours') }}, 24) as hours
    from {{ ref('stg_run_context') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

clearances as (

    select
        course_id,
        count(*) as n_asked,
        count(*) filter (where state = 'cleared') as n_cleared,
        count(*) filter (where state in ('overdue', 'failed')) as n_overdue
    from {{ ref('product_clearances') }}
    group by course_id

),

-- Where no course has a publication time, it is the export that is silent, not the courses that are late.
told as (

    select coalesce(count(published_at) > 0, false) as is_published_told
    from courses

),

products as (

    select
        courses.course_id,
        courses.title,
        coalesce(courses.product, courses.title) as product,
        courses.launched_at,
        courses.published_at,
        coalesce(courses.active, true) and coalesce(courses.card, 'green') <> 'red' as is_offered,
        courses.launched_at + to_hours(cast(run_context.hours as integer)) as due_at,
        run_context.hours,
        run_context.knowledge_ends_at,
        told.is_published_told
    from courses
    cross join run_context
    cross join told
    where courses.launched_at is not null

)

select
    products.course_id,
    products.product,
    products.title,
    products.launched_at,
    products.published_at,
    products.is_offered,
    products.hours as allowed_hours,
    round(date_diff('second', products.launched_at, products.published_at) / 3600.0, 2) as hours_after_launch,
    case
        when not products.is_published_told then 'unknown'
        when products.published_at <= products.due_at then 'in_time'
        when products.published_at is not null then 'late'
        when products.due_at < products.knowledge_ends_at then 'missing'
        else 'due'
    end as state,
    cast(clearances.n_asked as bigint) as n_asked,
    cast(clearances.n_cleared as bigint) as n_cleared,
    cast(clearances.n_overdue as bigint) as n_overdue
from products
left join clearances on products.course_id = clearances.course_id
