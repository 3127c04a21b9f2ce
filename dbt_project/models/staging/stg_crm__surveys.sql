with

surveys as (

    select * from {{ source('landing', 'crm_surveys') }}

)

select
    survey_id,
    interaction_id,
    interaction_opened_at,
    agent_id,
    responded_at,
    csat,
    nps
from surveys
where responded_at is null or {{ known_by('responded_at') }}
