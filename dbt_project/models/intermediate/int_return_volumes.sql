with

run_context as (

    select
        *,
        cast(as_of_period - interval 11 month as date) as year_begins_on
    from {{ ref('stg_run_context') }}

),

completions as (

    select
        count(*) as completions,
        sum(coalesce(cast(enrollments.minutes_spent as double), cast(courses.duration_minutes as double))) / 60
            as training_hours
    from {{ ref('stg_lms__enrollments') }} as enrollments
    left join {{ ref('stg_lms__courses') }} as courses on enrollments.course_id = courses.course_id
    cross join run_context
    where enrollments.status = 'completed' and enrollments.completed_at >= run_context.year_begins_on

),

agent_contacts as (

    select
        cells.agent_id,
        cells.period,
        sum(cells.interactions) as contacts
    from {{ ref('int_interaction_cells') }} as cells
    cross join run_context
    where cells.period >= run_context.year_begins_on
    group by cells.agent_id, cells.period

),

contacts as (

    select avg(cast(contacts as double)) as contacts_per_month from agent_contacts

),

hires as (

    select count(distinct agents.agent_id) as new_people
    from {{ ref('int_agents') }} as agents
    cross join run_context
    where agents.hire_date >= run_context.year_begins_on and agents.hire_date <= run_context.as_of

),

failures as (

    select sum(critical_failures.n_critical) as critical_failures
    from {{ ref('int_critical_failures') }} as critical_failures
    cross join run_context
    where critical_failures.period >= run_context.year_begins_on

)

select
    completions.completions,
    completions.training_hours,
    contacts.contacts_per_month,
    hires.new_people,
    coalesce(failures.critical_failures, 0) as critical_failures
from completions
cross join contacts
cross join hires
cross join failures
