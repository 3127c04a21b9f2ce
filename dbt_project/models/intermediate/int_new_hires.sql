with

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

)

select
    agent_months.agent_id,
    agent_months.team_id,
    agent_months.hire_date,
    agent_months.tenure_starts_on as starts_on
from agent_months
inner join run_context on agent_months.period = run_context.as_of_period
where
    agent_months.is_active
    and coalesce(agent_months.status, 'active') = 'active'
    and agent_months.tenure_starts_on <= run_context.as_of
    and agent_months.tenure_starts_on
    >= {{ months_before('run_context.as_of', 'run_context.new_hire_months') }}
