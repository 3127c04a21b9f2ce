with

agents as (

    select * from {{ ref('stg_crm__agents') }}

),

-- People seen in the evidence but not in an accepted roster row keep their evidence.
seen as (

    select
        agent_id,
        min(seen_at) as first_seen_at
    from (
        select
            agent_id,
            first_opened_at as seen_at
        from {{ ref('int_interaction_cells') }}
        union all
        select
            agent_id,
            reviewed_at as seen_at
        from {{ ref('stg_qa__reviews') }}
        union all
        select
            agent_id,
            taken_at as seen_at
        from {{ ref('stg_lms__assessments') }}
    ) as evidence
    group by agent_id

),

dated as (

    select
        *,
        -- The first known row also stands for the time before it.
        lag(valid_from) over (partition by agent_id order by valid_from asc nulls first) is null as is_first,
        lead(valid_from) over (partition by agent_id order by valid_from asc nulls first) as valid_to
    from agents

)

select
    coalesce(dated.agent_id, seen.agent_id) as agent_id,
    dated.team_id,
    dated.team_name,
    dated.manager_id,
    dated.mentor_id,
    dated.service_mentor_id,
    dated.role,
    dated.language,
    dated.site,
    dated.shift,
    dated.status,
    dated.left_on,
    case when not dated.is_first then dated.valid_from end as valid_from,
    dated.valid_to,
    dated.hire_date,
    seen.first_seen_at,
    -- A hire date after the first evidence is wrong: tenure then starts with the evidence.
    coalesce(dated.hire_date > cast(seen.first_seen_at as date), false) as is_hire_date_late,
    case
        when dated.hire_date is not null then least(dated.hire_date, cast(seen.first_seen_at as date))
    end as tenure_starts_on
from dated
full outer join seen on dated.agent_id = seen.agent_id
