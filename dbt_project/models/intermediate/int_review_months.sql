with

parts as (

    select * from {{ ref('stg_landed_parts') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

editions as (

    select * from {{ ref('stg_framework_editions') }}

),

months as (

    select distinct
        parts.period,
        editions.edition,
        editions.critical_fail_below
    from parts
    cross join run_context
    -- A configuration holds for whole months.
    inner join editions on parts.period >= editions.effective_from and parts.period < editions.effective_to
    where parts.source_table = 'qa/reviews' and parts.period < run_context.knowledge_ends_at

),

-- Scores have no time of their own: they belong to the month of their review.
scores as (

    select distinct
        {{ period_start('reviews.reviewed_at') }} as period,
        review_scores.part
    from {{ ref('stg_qa__review_scores') }} as review_scores
    inner join {{ ref('stg_qa__reviews') }} as reviews on review_scores.review_id = reviews.review_id

),

told as (

    select
        months.period,
        concat('reviews ', parts.part) as told
    from months
    inner join parts on months.period = parts.period
    where parts.source_table = 'qa/reviews'
    union
    select
        period,
        concat('scores ', part) as told
    from scores
    union
    select
        period,
        concat('critical ', critical_fail_below) as told
    from months
    union
    select
        period,
        'code {{ code_hash() }}' as told
    from months

),

fingerprints as (

    select
        period,
        {{ hash_of_rows('told') }} as built_from
    from told
    group by period

)

select
    months.period,
    months.edition,
    fingerprints.built_from,
    cast(months.period + interval 1 month as timestamp) as settles_at
from months
inner join fingerprints on months.period = fingerprints.period
