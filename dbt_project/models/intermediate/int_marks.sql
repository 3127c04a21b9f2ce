{{ config(materialized='view') }}

with

review_marks as (

    select * from {{ ref('int_review_marks') }}

),

assessments as (

    select * from {{ ref('stg_lms__assessments') }}

),

feedback as (

    select * from {{ ref('int_feedback') }}

),

-- Machine reviews are no evidence about a person by themselves; review_agreement sets them beside human ones.
-- A critical failure is a flag beside the score (int_critical_failures), not a bad mark: one slip that fails
-- the review says little about how well the work is done otherwise.
review_values as (

    select
        agent_id,
        reviewed_at as scored_at,
        'qa/reviews' as source,
        review_id as occasion_id,
        criterion as measure,
        reviewer_id as rater_id,
        interaction_id,
        interaction_opened_at,
        value
    from review_marks
    where method = 'human' and not fails_critically

),

assessment_values as (

    select
        agent_id,
        taken_at as scored_at,
        'lms/assessments' as source,
        attempt_id as occasion_id,
        {{ key_text('dimension') }} as measure,
        assessment_id as rater_id,
        null as interaction_id,
        cast(null as timestamp) as interaction_opened_at,
        score / nullif(max_score, 0) as value
    from assessments

),

-- Ratings run from 1 to 5. Self ratings are kept for comparison (portraits_360) and never scored.
feedback_values as (

    select
        agent_id,
        given_at as scored_at,
        'qa/feedback_360' as source,
        rater_group || ' ' || cast(given_at as string) as occasion_id,
        dimension as measure,
        rater_group as rater_id,
        null as interaction_id,
        cast(null as timestamp) as interaction_opened_at,
        (rating - 1) / 4 as value
    from feedback
    where not is_own

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
    occasion_id,
    coalesce(measure, 'unspecified') as measure,
    rater_id,
    interaction_id,
    interaction_opened_at,
    cast(value as double) as value
from all_values
