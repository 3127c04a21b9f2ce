with

new_hires as (

    select * from {{ ref('int_new_hires') }}

),

assessments as (

    select * from {{ ref('stg_lms__assessments') }}

),

trainings as (

    select * from {{ ref('int_trainings') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

interactions as (

    select
        interactions.interaction_id,
        interactions.agent_id,
        interactions.complexity,
        cast(interactions.opened_at as date) as opened_on
    from {{ ref('stg_crm__interactions') }} as interactions
    inner join new_hires on interactions.agent_id = new_hires.agent_id
    -- Nobody was seen before they began.
    where interactions.opened_at >= {{ first_day_of_new_hires() }}

),

-- Disputed reviews wait.
complex_reviews as (

    select
        reviews.agent_id,
        reviews.review_id,
        cast(reviews.reviewed_at as date) as reviewed_on
    from {{ ref('stg_qa__reviews') }} as reviews
    inner join interactions
        on reviews.interaction_id = interactions.interaction_id and reviews.agent_id = interactions.agent_id
    where
        interactions.complexity in ('complex', 'hard')
        and coalesce(reviews.method, 'human') = 'human'
        and not coalesce(reviews.disputed, false)

)

select
    'attempt' as kind,
    assessments.agent_id,
    cast(assessments.taken_at as date) as happened_on,
    assessments.assessment_id as subject,
    assessments.dimension as dimensions,
    assessments.score / nullif(assessments.max_score, 0) as share,
    cast(null as bigint) as n_contacts,
    cast(null as bigint) as n_routine
from assessments
inner join new_hires on assessments.agent_id = new_hires.agent_id

union all

select
    'completion' as kind,
    trainings.agent_id,
    trainings.completed_on as happened_on,
    trainings.course_id as subject,
    courses.dimensions,
    null as share,
    null as n_contacts,
    null as n_routine
from trainings
inner join new_hires on trainings.agent_id = new_hires.agent_id
left join courses on trainings.course_id = courses.course_id

union all

select
    'contacts' as kind,
    agent_id,
    opened_on as happened_on,
    null as subject,
    null as dimensions,
    null as share,
    count(*) as n_contacts,
    count(case when complexity = 'routine' then 1 end) as n_routine
from interactions
group by agent_id, opened_on

union all

select
    'complex_review' as kind,
    agent_id,
    reviewed_on as happened_on,
    review_id as subject,
    null as dimensions,
    null as share,
    null as n_contacts,
    null as n_routine
from complex_reviews
