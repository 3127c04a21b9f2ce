with

complaints as (

    select * from {{ source('landing', 'crm_complaints') }}

)

select
    complaint_id,
    interaction_id,
    interaction_opened_at,
    agent_id,
    raised_at,
    theme,
    severity,
    upheld,
    case when {{ known_by('closed_at') }} then closed_at end as closed_at,
    causes
from complaints
where raised_at is null or {{ known_by('raised_at') }}
