with

reviews as (

    select * from {{ ref('stg_qa__reviews') }}

),

review_scores as (

    select * from {{ ref('stg_qa__review_scores') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

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
    coalesce(reviews.method, 'human') as method,
    review_scores.score / review_scores.max_score as value,
    coalesce(review_scores.critical, false)
    and review_scores.score / review_scores.max_score < run_context.critical_fail_below as fails_critically
from reviews
inner join review_scores on reviews.review_id = review_scores.review_id
cross join run_context
where not coalesce(reviews.disputed, false)
