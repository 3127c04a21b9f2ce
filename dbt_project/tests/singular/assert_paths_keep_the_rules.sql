-- Every rule of the paths checked from the tables alone, whoever planned them: a second pair of eyes.
with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

rules as (

    select
        as_of,
        cast(date_trunc('week', as_of) as date) + 7 as monday,
        cast(framework_json ->> '$.paths.horizon_weeks' as integer) as weeks,
        cast(framework_json ->> '$.paths.minutes_per_week' as integer) as minutes_per_week
    from run_context

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

sessions as (

    select * from {{ ref('stg_lms__sessions') }}

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

agents as (

    select
        agents.*,
        coalesce(agent_ladder.tier, 1) as tier
    from {{ ref('agents') }} as agents
    cross join run_context
    left join {{ ref('agent_ladder') }} as agent_ladder
        on agents.agent_id = agent_ladder.agent_id and run_context.as_of_period = agent_ladder.period

),

items as (

    select path_assignments.*
    from {{ ref('path_assignments') }} as path_assignments
    cross join run_context
    -- What a freeze keeps kept the rules of its own day.
    where run_context.frozen is null

),

-- What the planner chose: started courses are as they are.
planned as (

    select
        items.*,
        courses.prerequisites,
        courses.active,
        courses.card,
        courses.min_tier,
        courses.language as course_language,
        courses.launched_at,
        agents.language,
        agents.tier,
        agents.status as agent_status
    from items
    left join courses on items.course_id = courses.course_id
    left join agents on items.agent_id = agents.agent_id
    where items.status = 'planned'

),

held as (

    select distinct
        enrollments.agent_id,
        enrollments.session_id
    from enrollments
    left join items on enrollments.agent_id = items.agent_id and enrollments.course_id = items.course_id
    where
        enrollments.status = 'completed'
        or (
            coalesce(enrollments.status, 'enrolled') = 'enrolled'
            and items.session_id = enrollments.session_id
            and items.status <> 'planned'
        )

),

passed as (

    select
        enrollments.agent_id,
        enrollments.course_id,
        max(
            case
                when courses.valid_days is null then date '9999-12-31'
                else
                    cast(coalesce(enrollments.completed_at, enrollments.enrolled_at, run_context.as_of) as date)
                    + courses.valid_days
            end
        ) as valid_until
    from enrollments
    cross join run_context
    left join courses on enrollments.course_id = courses.course_id
    where
        coalesce(enrollments.status, 'completed') not in ('dropped', 'failed', 'enrolled')
        and coalesce(enrollments.passed, true)
    group by enrollments.agent_id, enrollments.course_id

),

seats as (

    select
        sessions.session_id,
        sessions.seats,
        (
            select count(*) from planned
            where planned.session_id = sessions.session_id
        ) as planned,
        (
            select count(*) from held
            where held.session_id = sessions.session_id
        ) as held
    from sessions

),

needed as (

    select
        planned.agent_id,
        planned.course_id,
        planned.planned_start,
        trim(unnest(string_split(planned.prerequisites, '|'))) as needed_id
    from planned
    where planned.prerequisites is not null

),

broken as (

    select
        'seats' as rule,
        null as agent_id,
        session_id as what
    from seats
    where planned > 0 and planned + held > seats

    union all

    select
        'course not offered' as rule,
        agent_id,
        course_id as what
    from planned
    where active is distinct from true and active is not null or card = 'red'

    union all

    select
        'tier' as rule,
        agent_id,
        course_id as what
    from planned
    where min_tier > tier

    union all

    select
        'language' as rule,
        agent_id,
        course_id as what
    from planned
    where
        split_part(replace(lower(language), '_', '-'), '-', 1)
        <> split_part(replace(lower(course_language), '_', '-'), '-', 1)

    union all

    select
        'not on duty' as rule,
        agent_id,
        course_id as what
    from planned
    where agent_status in ('left', 'leave')

    union all

    select
        'session of another course or day' as rule,
        planned.agent_id,
        planned.course_id as what
    from planned
    left join sessions on planned.session_id = sessions.session_id
    where
        planned.session_id is not null
        and (
            sessions.course_id is distinct from planned.course_id
            or cast(sessions.starts_at as date) <> planned.planned_start
        )

    union all

    select
        'taught course without a session' as rule,
        planned.agent_id,
        planned.course_id as what
    from planned
    semi join sessions on planned.course_id = sessions.course_id
    where planned.session_id is null

    union all

    select
        'sessions at the same time' as rule,
        one.agent_id,
        one.course_id as what
    from planned as one
    inner join sessions as first on one.session_id = first.session_id
    inner join planned as other on one.agent_id = other.agent_id and one.course_id < other.course_id
    inner join sessions as second on other.session_id = second.session_id
    where first.starts_at < second.ends_at and second.starts_at < first.ends_at

    union all

    select
        'prerequisite' as rule,
        needed.agent_id,
        needed.course_id as what
    from needed
    cross join rules
    left join passed on needed.agent_id = passed.agent_id and needed.needed_id = passed.course_id
    left join items on needed.agent_id = items.agent_id and needed.needed_id = items.course_id
    where
        needed.needed_id not in ('', needed.course_id)
        and coalesce(passed.valid_until, date '0001-01-01') < rules.as_of
        and (items.planned_start is null or items.planned_start >= needed.planned_start)

    union all

    select
        'outside the weeks' as rule,
        planned.agent_id,
        planned.course_id as what
    from planned
    cross join rules
    where
        planned.launched_at is null
        and (
            planned.planned_start < rules.monday
            or planned.planned_start >= rules.monday + 7 * rules.weeks
        )

    union all

    select
        'minutes' as rule,
        planned.agent_id,
        max(planned.course_id) as what
    from planned
    cross join rules
    where planned.launched_at is null
    group by planned.agent_id
    -- A week may have seven working days instead of five.
    having sum(planned.minutes) > max(rules.minutes_per_week * rules.weeks) * 1.4

    union all

    select
        'ruled out by a manager' as rule,
        planned.agent_id,
        planned.course_id as what
    from planned
    inner join {{ ref('path_overrides') }} as path_overrides
        on planned.agent_id = path_overrides.agent_id and planned.course_id = path_overrides.course_id
    where
        path_overrides.state = 'applied'
        and (
            path_overrides.action in ('exclude', 'replace')
            or (path_overrides.action = 'postpone' and planned.planned_start < path_overrides.not_before)
        )

)

select * from broken
