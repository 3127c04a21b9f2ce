{{ config(
    materialized=by_month(),
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{{ delete_changed_months(ref('int_review_months')) }}",
) }}
{%- set changed = changed_months(ref('int_review_months')) -%}

with

reviews as (

    select * from {{ ref('stg_qa__reviews') }}
    where {{ within_months('reviewed_at', changed) }}

),

review_scores as (

    select * from {{ ref('stg_qa__review_scores') }}

),

editions as (

    select * from {{ ref('stg_framework_editions') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

months as (

    select * from {{ ref('int_review_months') }}

)

-- Disputed reviews wait.
select
    reviews.review_id,
    review_scores.criterion,
    reviews.agent_id,
    {{ period_start('reviews.reviewed_at') }} as period,
    reviews.reviewed_at,
    reviews.reviewer_id,
    reviews.interaction_id,
    reviews.interaction_opened_at,
    coalesce(reviews.method, 'human') as method,
    review_scores.score / nullif(review_scores.max_score, 0) as value,
    coalesce(review_scores.critical, false)
    and review_scores.score / nullif(review_scores.max_score, 0) < editions.critical_fail_below as fails_critically,
    months.built_from,
    run_context.as_of as built_as_of,
    months.settles_at
from reviews
inner join review_scores on reviews.review_id = review_scores.review_id
inner join months on {{ period_start('reviews.reviewed_at') }} = months.period
inner join editions on months.edition = editions.edition
cross join run_context
where not coalesce(reviews.disputed, false)
