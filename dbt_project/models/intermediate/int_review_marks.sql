with

reviews as (

    select * from {{ ref('stg_qa__reviews') }}

),

review_scores as (

    select * from {{ ref('stg_qa__review_scores') }}

),

editions as (

    select * from {{ ref('stg_framework_editions') }}

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
    and review_scores.score / review_scores.max_score < editions.critical_fail_below as fails_critically
from reviews
inner join review_scores on reviews.review_id = review_scores.review_id
inner join editions
    on
        reviews.reviewed_at >= editions.effective_from
        and reviews.reviewed_at < editions.effective_to
where not coalesce(reviews.disputed, false)
