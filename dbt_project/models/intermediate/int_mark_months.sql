with

parts as (

    select * from {{ ref('stg_landed_parts') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

review_marks as (

    select * from {{ ref('int_review_marks') }}

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

first_month as (

    select min(period) as first_period from agent_months

),

-- The contacts that a month's reviews are about give them their case mix.
reviewed as (

    select distinct
        reviews.period,
        reviews.interaction_period,
        contacts.part
    from parts as reviews
    left join parts as contacts
        on
            reviews.interaction_period = contacts.period
            and contacts.source_table = 'crm/interactions'
    where reviews.source_table = 'qa/reviews' and reviews.interaction_period is not null

),

told as (

    select distinct
        period,
        concat_ws(' ', 'reviews', built_from, built_as_of) as told,
        settles_at
    from review_marks
    union
    select
        period,
        concat('contacts ', part) as told,
        cast(interaction_period + interval 1 month as timestamp) as settles_at
    from reviewed
    union
    select
        period,
        concat(source_table, ' ', part) as told,
        cast(period + interval 1 month as timestamp) as settles_at
    from parts
    where source_table = 'lms/assessments'
    union
    select
        parts.period,
        concat_ws(
            ' ', parts.source_table, parts.part, cast(cast(run_context.minimum_raters as integer) as string)
        ) as told,
        cast(parts.period + interval 1 month as timestamp) as settles_at
    from parts
    cross join run_context
    where parts.source_table = 'qa/feedback_360'
    union
    select
        period,
        concat_ws(' ', 'agent', agent_id, team_id) as told,
        cast(null as timestamp) as settles_at
    from agent_months

),

-- What was shown before the first month counts in it.
dated as (

    select
        greatest(told.period, first_month.first_period) as period,
        concat_ws(' ', told.period, told.told, '{{ code_hash() }}') as told,
        told.settles_at
    from told
    cross join first_month
    where told.period is not null

)

select
    dated.period,
    {{ hash_of_rows('dated.told') }} as built_from,
    max(dated.settles_at) as settles_at
from dated
cross join run_context
where dated.period < run_context.knowledge_ends_at
group by dated.period
