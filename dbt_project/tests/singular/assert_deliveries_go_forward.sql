-- What has been sent stays on record, what has ended stays ended, and what was begun is not withdrawn
-- unless the agent left. A day has one sending: what it withdrew itself may be open again.
with

run_context as (

    select as_of from {{ ref('stg_run_context') }}

),

departed as (

    select agent_id from {{ ref('agents') }}
    where status = 'left'

),

moves as (

    select
        previous.agent_id,
        previous.course_id,
        previous.sent_on,
        previous.origin,
        previous.state as old_state,
        previous.revision as old_revision,
        deliveries.state as new_state,
        deliveries.origin as new_origin,
        deliveries.revision as new_revision,
        departed.agent_id is not null as has_left,
        previous.sent_on = run_context.as_of as is_of_today
    from {{ ref('stg_previous__path_deliveries') }} as previous
    cross join run_context
    left join {{ ref('path_deliveries') }} as deliveries
        on
            previous.agent_id = deliveries.agent_id
            and previous.course_id = deliveries.course_id
            and previous.sent_on = deliveries.sent_on
    left join departed on previous.agent_id = departed.agent_id

)

select *
from moves
where
    new_state is null
    -- What others take out of the LMS may be sent from here; what was sent from here was so for ever.
    or (origin = 'path' and new_origin <> 'path')
    or new_revision < old_revision
    or (
        old_state in ('finished', 'failed', 'dropped', 'withdrawn')
        and new_state <> old_state
        and not is_of_today
    )
    or (old_state = 'started' and new_state in ('enrolled', 'withdrawn') and not has_left)
