with

assessments as (

    select * from {{ ref('stg_lms__assessments') }}

)

select
    assessment_id,
    max(dimension) as dimension,
    max(bloom_level) as bloom_level,
    count(*) as n_attempts,
    count(distinct agent_id) as n_agents
from assessments
group by assessment_id
