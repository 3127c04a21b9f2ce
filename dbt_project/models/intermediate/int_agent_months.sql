with

roster as (

    select * from {{ ref('int_agent_roster') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- Months begin with the first work seen: a newcomer's tests may lie before it, or years of courses.
first_work as (

    select min(worked_at) as worked_at
    from (
        select min(first_opened_at) as worked_at from {{ ref('int_interaction_cells') }}
        union all
        select min(reviewed_at) as worked_at from {{ ref('stg_qa__reviews') }}
    ) as work

),

span as (

    select
        coalesce(
            {{ period_start('min(first_work.worked_at)') }},
            {{ period_start('min(roster.first_seen_at)') }},
            min(run_context.as_of_period)
        ) as first_period,
        min(run_context.as_of_period) as last_period
    from roster
    cross join run_context
    cross join first_work

),

months as (

    select {{ month_series('first_period', 'last_period') }} as period
    from span

),

-- Team, role and mentor are those of the last day of the month, or of the as-of day.
as_of_month_end as (

    select
        roster.*,
        months.period,
        least(cast(months.period + interval 1 month - interval 1 day as date), run_context.as_of) as month_ends_on
    from months
    cross join run_context
    inner join roster
        on (
            roster.valid_from is null
            or roster.valid_from
            <= least(cast(months.period + interval 1 month - interval 1 day as date), run_context.as_of)
        )
        and (
            roster.valid_to is null
            or roster.valid_to
            > least(cast(months.period + interval 1 month - interval 1 day as date), run_context.as_of)
        )

)

select
    agent_id,
    period,
    team_id,
    team_name,
    manager_id,
    mentor_id,
    service_mentor_id,
    role,
    language,
    site,
    shift,
    status,
    left_on,
    hire_date,
    is_hire_date_late,
    tenure_starts_on,
    -- Without a hire date tenure is unknown, whatever the first evidence.
    case
        when hire_date is not null then {{ calendar_months('tenure_starts_on', 'month_ends_on') }}
    end as tenure_months,
    coalesce(status, 'active') <> 'left' and (left_on is null or left_on >= month_ends_on) as is_active
from as_of_month_end
where
    coalesce(tenure_starts_on, cast(first_seen_at as date), period) <= month_ends_on
    and (left_on is null or left_on >= period)
