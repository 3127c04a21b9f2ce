with

findings as (

    select * from {{ source('landing', 'qa_findings') }}

)

-- What had not happened by the as-of day is not known yet.
select
    finding_id,
    found_at,
    kind,
    subject,
    team_id,
    what,
    where_at,
    when_noted,
    who_role,
    why,
    how,
    action,
    action_kind,
    owner,
    due_at,
    case when {{ known_by('action_at') }} then action_at end as action_at,
    case when {{ known_by('closed_at') }} then closed_at end as closed_at
from findings
where {{ known_by('found_at') }}
