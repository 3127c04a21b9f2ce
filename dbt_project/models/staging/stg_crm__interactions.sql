with

interactions as (

    select * from {{ source('landing', 'crm_interactions') }}

)

select
    interaction_id,
    agent_id,
    customer_id,
    channel,
    issue_type,
    complexity,
    customer_emotion,
    opened_at,
    case when {{ known_by('first_response_at') }} then first_response_at end as first_response_at,
    case when {{ known_by('resolved_at') }} then resolved_at end as resolved_at,
    -- Of what the as-of day hides no more than until when: a month that is over by then need not be built again.
    greatest(first_response_at, resolved_at) as settles_at,
    handle_seconds,
    knowledge_search_seconds,
    resolved_first_contact,
    reopened,
    escalated,
    mediation_outcome,
    cross_sell_offered,
    cross_sell_accepted,
    proactive_care
from interactions
where {{ known_by('opened_at') }}
