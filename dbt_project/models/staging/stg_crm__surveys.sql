with

surveys as (

    select * from {{ source('landing', 'crm_surveys') }}

)

select
    survey_id,
    interaction_id,
    agent_id,
    responded_at,
    csat,
    nps
from surveys
where responded_at is null or {{ known_by('responded_at') }}
