with

appeals as (

    select * from {{ source('landing', 'appeals') }}

)

select
    appeal_id,
    agent_id,
    about,
    subject,
    text,
    opened_by,
    opened_at,
    run_id,
    state,
    outcome,
    decided_by,
    decided_at,
    decision,
    entry_sha256,
    decision_sha256
from appeals
