with

run_context as (

    select
        as_of,
        frozen is not null as is_frozen
    from {{ ref('stg_run_context') }}

),

-- A day has one sending: what was sent and withdrawn on the as-of day itself is looked at anew.
previous as (

    select
        deliveries.*,
        case when deliveries.state = 'withdrawn' then 'sent' else deliveries.state end as last_state,
        deliveries.state in ('sent', 'enrolled', 'started')
        or (deliveries.state = 'withdrawn' and deliveries.sent_on = run_context.as_of) as is_pending
    from {{ ref('stg_previous__path_deliveries') }} as deliveries
    cross join run_context

),

assignments as (

    select * from {{ ref('path_assignments') }}
    -- Should one be there twice, it is still sent once.
    qualify row_number() over (partition by agent_id, course_id order by sequence) = 1

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

sessions_begun as (

    select session_id from {{ ref('stg_lms__sessions') }}
    where {{ known_by('starts_at') }}

),

departed as (

    select agent_id from {{ ref('agents') }}
    where status = 'left'

),

outcomes as (

    select
        enrollments.enrollment_id,
        enrollments.agent_id,
        enrollments.course_id,
        enrollments.session_id,
        cast(enrollments.enrolled_at as date) as enrolled_on,
        cast(enrollments.completed_at as date) as completed_on,
        case
            when enrollments.status in ('failed', 'dropped') then enrollments.status
            when enrollments.completed_at is not null or enrollments.status = 'completed'
                then case when coalesce(enrollments.passed, true) then 'finished' else 'failed' end
            when enrollments.minutes_spent > 0 or sessions_begun.session_id is not null then 'started'
            else 'enrolled'
        end as outcome
    from enrollments
    left join sessions_begun on enrollments.session_id = sessions_begun.session_id

),

---------- what had been sent and may still change

pending as (

    select * from previous
    where is_pending

),

-- What was over when the course was sent is not its outcome, unless it had been seen open since.
outcomes_of_pending as (

    select
        pending.agent_id,
        pending.course_id,
        pending.sent_on,
        outcomes.enrollment_id,
        outcomes.enrolled_on,
        outcomes.completed_on,
        -- An LMS that knows no sessions has them in the session that was planned.
        case
            when outcomes.outcome = 'enrolled' and outcomes.session_id is null and sessions_begun.session_id is not null
                then 'started'
            else outcomes.outcome
        end as outcome
    from pending
    inner join outcomes on pending.agent_id = outcomes.agent_id and pending.course_id = outcomes.course_id
    left join sessions_begun on pending.session_id = sessions_begun.session_id
    where
        outcomes.outcome in ('enrolled', 'started')
        or outcomes.enrollment_id = pending.enrollment_id
        or coalesce(outcomes.completed_on, outcomes.enrolled_on) > pending.sent_on
    qualify row_number() over (
        partition by pending.agent_id, pending.course_id, pending.sent_on
        order by
            list_position(['finished', 'started', 'enrolled', 'failed', 'dropped'], outcomes.outcome) asc,
            outcomes.enrolled_on desc nulls last,
            outcomes.enrollment_id asc
    ) = 1

),

followed as (

    select
        pending.*,
        outcomes_of_pending.enrollment_id as found_id,
        outcomes_of_pending.enrolled_on,
        outcomes_of_pending.completed_on,
        assignments.agent_id is not null as is_planned,
        assignments.title as planned_title,
        assignments.session_id as planned_session_id,
        assignments.planned_start as newly_planned_start,
        assignments.due as newly_due,
        case
            when outcomes_of_pending.outcome in ('finished', 'failed', 'dropped') then outcomes_of_pending.outcome
            when departed.agent_id is not null then 'withdrawn'
            -- What was begun stays begun as long as the LMS has it.
            when outcomes_of_pending.outcome is not null and pending.last_state = 'started' then 'started'
            when outcomes_of_pending.outcome = 'started' then 'started'
            -- What others enrolled is theirs to withdraw.
            when assignments.agent_id is null and pending.origin = 'lms' and outcomes_of_pending.outcome is not null
                then 'enrolled'
            when assignments.agent_id is null and pending.origin = 'path' and pending.last_state <> 'started'
                then 'withdrawn'
            when assignments.agent_id is null then 'dropped'
            when outcomes_of_pending.outcome is null then 'sent'
            else 'enrolled'
        end as new_state
    from pending
    left join outcomes_of_pending
        on
            pending.agent_id = outcomes_of_pending.agent_id
            and pending.course_id = outcomes_of_pending.course_id
            and pending.sent_on = outcomes_of_pending.sent_on
    left join assignments on pending.agent_id = assignments.agent_id and pending.course_id = assignments.course_id
    left join departed on pending.agent_id = departed.agent_id

),

carried as (

    select
        followed.agent_id,
        followed.course_id,
        followed.sent_on,
        -- What others took out of the LMS and the path still wants is sent from here.
        case when followed.is_planned and followed.new_state = 'sent' then 'path' else followed.origin end as origin,
        followed.new_state as state,
        followed.state as previous_state,
        followed.state_since as previous_since,
        coalesce(followed.found_id, followed.enrollment_id) as enrollment_id,
        followed.enrolled_on,
        followed.completed_on,
        followed.revision as previous_revision,
        followed.title as previous_title,
        followed.session_id as previous_session_id,
        followed.planned_start as previous_start,
        followed.due as previous_due,
        case when followed.is_planned then followed.planned_title else followed.title end as title,
        case when followed.is_planned then followed.planned_session_id else followed.session_id end as session_id,
        case when followed.is_planned then followed.newly_planned_start else followed.planned_start end
            as planned_start,
        -- To plan anew what is late does not make it less late.
        case
            when followed.is_planned and (followed.due is null or followed.due >= run_context.as_of)
                then followed.newly_due
            else followed.due
        end as due
    from followed
    cross join run_context

),

---------- what is sent now, or found in the LMS

open_outcomes as (

    select * from outcomes
    where outcome in ('enrolled', 'started')
    qualify row_number() over (
        partition by agent_id, course_id
        order by list_position(['started', 'enrolled'], outcome) asc, enrolled_on desc nulls last, enrollment_id asc
    ) = 1

),

added as (

    select
        assignments.agent_id,
        assignments.course_id,
        run_context.as_of as sent_on,
        -- Late is also what nobody enrolled: only what the LMS has open is not sent.
        case when assignments.status <> 'planned' and open_outcomes.enrollment_id is not null then 'lms' else 'path' end
            as origin,
        coalesce(open_outcomes.outcome, 'sent') as state,
        cast(null as varchar) as previous_state,
        cast(null as date) as previous_since,
        open_outcomes.enrollment_id,
        open_outcomes.enrolled_on,
        cast(null as date) as completed_on,
        cast(null as integer) as previous_revision,
        cast(null as varchar) as previous_title,
        cast(null as varchar) as previous_session_id,
        cast(null as date) as previous_start,
        cast(null as date) as previous_due,
        assignments.title,
        assignments.session_id,
        assignments.planned_start,
        assignments.due
    from assignments
    cross join run_context
    left join open_outcomes
        on assignments.agent_id = open_outcomes.agent_id and assignments.course_id = open_outcomes.course_id
    left join carried
        on
            assignments.agent_id = carried.agent_id
            and assignments.course_id = carried.course_id
            and carried.state in ('sent', 'enrolled', 'started')
    where carried.agent_id is null

),

changed as (

    select * from carried
    union all by name
    select * from added

),

dated as (

    select
        changed.*,
        run_context.as_of,
        run_context.is_frozen,
        changed.state in ('sent', 'enrolled', 'started') as is_open,
        -- What others enrolled is older than the day it was found here.
        least(
            changed.sent_on,
            case when changed.origin = 'lms' then least(changed.enrolled_on, changed.due) end
        ) as began_on,
        case
            when changed.state = changed.previous_state then changed.previous_since
            when changed.state in ('finished', 'failed', 'dropped')
                then greatest(coalesce(changed.completed_on, run_context.as_of), changed.sent_on)
            when changed.state = 'enrolled'
                then greatest(coalesce(changed.enrolled_on, run_context.as_of), changed.sent_on)
            else run_context.as_of
        end as state_since
    from changed
    cross join run_context

),

current_rows as (

    select
        agent_id,
        course_id,
        sent_on,
        origin,
        title,
        session_id,
        planned_start,
        due,
        cast(
            case
                when previous_revision is null then 0
                -- What was taken back is said anew.
                when previous_state = 'withdrawn' and is_open then previous_revision + 1
                when
                    (title, session_id, planned_start, due)
                    is distinct from (previous_title, previous_session_id, previous_start, previous_due)
                    then previous_revision + 1
                else previous_revision
            end as integer
        ) as revision,
        state,
        state_since,
        enrollment_id,
        case when state = 'withdrawn' then state_since end as withdrawn_on,
        coalesce(is_open and due < as_of, false) as overdue,
        case when is_open and due < as_of then cast(as_of - due as integer) end as days_overdue,
        cast(case when is_open then as_of else state_since end - began_on as integer) as age_days
    from dated
    -- A freeze sends nothing and takes nothing back: all stays as the last result had it.
    where not is_frozen

)

select * from current_rows
union all by name
select previous.* exclude (last_state, is_pending)
from previous
cross join run_context
-- A day has one sending: what ended today and is sent again today is one row.
anti join current_rows
    on
        previous.agent_id = current_rows.agent_id
        and previous.course_id = current_rows.course_id
        and previous.sent_on = current_rows.sent_on
where not previous.is_pending or run_context.is_frozen
