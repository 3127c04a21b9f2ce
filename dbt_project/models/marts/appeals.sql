with

appeals as (

    select * from {{ ref('stg_appeals') }}

)

select
    appeal_id,
    agent_id,
    about,
    subject,
    text,
    opened_by,
    cast(left(opened_at, 19) as timestamp) as opened_at,
    run_id,
    state,
    outcome,
    decided_by,
    cast(left(decided_at, 19) as timestamp) as decided_at,
    decision,
    entry_sha256,
    decision_sha256
from appeals
