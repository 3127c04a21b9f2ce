with

mentees as (

    select distinct mentee_id from {{ ref('mentorships') }}

),

assessments as (

    select * from {{ ref('stg_lms__assessments') }}

)

select
    assessments.agent_id,
    assessments.assessment_id,
    assessments.dimension,
    cast(assessments.taken_at as date) as taken_on,
    assessments.score / nullif(assessments.max_score, 0) as share
from assessments
inner join mentees on assessments.agent_id = mentees.mentee_id
