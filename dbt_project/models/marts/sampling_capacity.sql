with

run_context as (

    select
        *,
        {{ framework_number('sampling.target_share') }} as target_share,
        {{ framework_number('sampling.reviews_per_day') }} as stated_capacity
    from {{ ref('stg_run_context') }}

),

contacts as (

    select
        count(*) as n_contacts,
        count(distinct cast(opened_at as date)) as n_days
    from {{ ref('stg_crm__interactions') }}
    cross join run_context
    where opened_at >= run_context.knowledge_ends_at - interval 28 day

),

reviews as (

    select
        count(*) as n_reviews,
        count(*) filter (where interaction_id is null) as n_unlinked,
        count(distinct reviewer_id) as n_reviewers
    from {{ ref('stg_qa__reviews') }}
    cross join run_context
    where
        coalesce(method, 'human') = 'human'
        and reviewed_at >= run_context.knowledge_ends_at - interval 28 day

),

plan as (

    select
        max(plan_day) as plan_day,
        count(*) as n_planned,
        count(second_reviewer_id) as n_double,
        count(*) filter (where reviewer_id is null) as n_unassigned
    from {{ ref('sampling_plan') }}

),

daily as (

    select
        run_context.target_share,
        run_context.stated_capacity,
        plan.*,
        reviews.*,
        contacts.n_contacts / nullif(cast(contacts.n_days as double), 0) as contacts_per_day,
        reviews.n_reviews / nullif(cast(contacts.n_days as double), 0) as reviews_per_day
    from run_context
    cross join contacts
    cross join reviews
    cross join plan

)

select
    plan_day,
    cast(n_planned as integer) as planned,
    cast(n_double as integer) as planned_double,
    cast(n_unassigned as integer) as unassigned,
    target_share,
    cast(n_reviewers as integer) as reviewers,
    cast(n_unlinked as integer) as reviews_without_contact,
    round(contacts_per_day, 3) as contacts_per_day,
    round(reviews_per_day, 3) as reviews_per_day,
    stated_capacity,
    round(target_share * contacts_per_day, 3) as needed_per_day,
    round(least(1, coalesce(stated_capacity, reviews_per_day) / nullif(contacts_per_day, 0)), 6) as achievable_share,
    coalesce(stated_capacity, reviews_per_day) >= target_share * contacts_per_day as is_reachable
from daily
