with

reviews as (

    select * from {{ ref('stg_qa__reviews') }}

),

review_scores as (

    select * from {{ ref('stg_qa__review_scores') }}

),

assessments as (

    select * from {{ ref('stg_lms__assessments') }}

),

feedback as (

    select * from {{ ref('stg_qa__feedback_360') }}

),

-- Disputed reviews wait; machine reviews are no evidence about a person by themselves.
review_values as (

    select
        reviews.agent_id,
        reviews.reviewed_at as scored_at,
        'qa/reviews' as source,
        review_scores.criterion as measure,
        reviews.reviewer_id as rater_id,
        review_scores.score / review_scores.max_score as value
    from reviews
    inner join review_scores on reviews.review_id = review_scores.review_id
    where not coalesce(reviews.disputed, false) and coalesce(reviews.method, 'human') = 'human'

),

assessment_values as (

    select
        agent_id,
        taken_at as scored_at,
        'lms/assessments' as source,
        lower(trim(dimension)) as measure,
        assessment_id as rater_id,
        score / max_score as value
    from assessments

),

-- Ratings run from 1 to 5. Self ratings are kept for comparison and never scored.
feedback_values as (

    select
        agent_id,
        given_at as scored_at,
        'qa/feedback_360' as source,
        lower(trim(dimension)) as measure,
        rater_role as rater_id,
        (rating - 1) / 4.0 as value
    from feedback
    where given_at is not null and rater_role <> 'self'

),

all_values as (

    select * from review_values
    union all
    select * from assessment_values
    union all
    select * from feedback_values

)

select
    agent_id,
    {{ period_start('scored_at') }} as period,
    source,
    coalesce(measure, 'unspecified') as measure,
    rater_id,
    count(*) as n,
    sum(cast(value as double)) as total,
    sum(cast(value as double) * value) as total_sq
from all_values
group by agent_id, {{ period_start('scored_at') }}, source, coalesce(measure, 'unspecified'), rater_id
