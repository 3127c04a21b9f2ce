with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

reviewers as (

    select * from {{ ref('assigned_reviews') }}
    where kind = 'reviewer'

),

reviews as (

    select
        reviews.*,
        reviews.reviewed_at >= run_context.knowledge_ends_at - interval 28 day as is_recent
    from {{ ref('stg_qa__reviews') }} as reviews
    cross join run_context
    where
        coalesce(reviews.method, 'human') = 'human'
        and reviews.reviewed_at
        >= run_context.as_of - cast({{ framework_number('sampling.reviewer_days') }} as integer)

),

agents_of_one as (

    select
        agent_id,
        min(reviewer_id) as reviewer_id
    from reviews
    group by agent_id
    having count(distinct reviewer_id) = 1

),

alone as (

    select
        reviewer_id,
        count(*) as n_agents
    from agents_of_one
    group by reviewer_id

),

done as (

    select
        reviewer_id,
        count(*) filter (where is_recent) as reviews_28_days,
        count(distinct cast(reviewed_at as date)) filter (where is_recent) as days_28_days,
        count(distinct agent_id) as agents_reviewed
    from reviews
    group by reviewer_id

)

select
    reviewers.reviewer_id,
    cast(coalesce(done.reviews_28_days, 0) as integer) as reviews_28_days,
    cast(coalesce(done.days_28_days, 0) as integer) as days_28_days,
    cast(coalesce(done.agents_reviewed, 0) as integer) as agents_reviewed,
    cast(coalesce(alone.n_agents, 0) as integer) as agents_alone,
    cast(reviewers.planned as integer) as planned,
    cast(reviewers.planned_second as integer) as planned_second,
    cast(reviewers.component_before as integer) as component_before,
    cast(reviewers.component_after as integer) as component_after,
    cast(reviewers.weakest_link_before as integer) as weakest_link_before,
    cast(reviewers.weakest_link_after as integer) as weakest_link_after
from reviewers
left join done on reviewers.reviewer_id = done.reviewer_id
left join alone on reviewers.reviewer_id = alone.reviewer_id
