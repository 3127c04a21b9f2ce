with

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

newest as (

    select
        *,
        row_number() over (partition by agent_id order by period desc) as recency
    from agent_months

)

select
    agent_id,
    team_id,
    team_name,
    manager_id,
    role,
    mentor_id,
    service_mentor_id,
    language,
    site,
    shift,
    case when is_active then coalesce(status, 'active') else 'left' end as status,
    hire_date,
    cast(tenure_months as integer) as tenure_months,
    is_hire_date_late,
    left_on
from newest
where recency = 1
