with

run_context as (

    select {{ framework_number('paths.target_score') }} as target_score
    from {{ ref('stg_run_context') }}

),

agents as (

    select * from {{ ref('agents') }}
    where left_on is null

),

scores as (

    select
        scores.agent_id,
        scores.period,
        scores.dimension,
        scores.score,
        run_context.target_score,
        scores.score < run_context.target_score as is_below
    from {{ ref('agent_scores') }} as scores
    cross join run_context
    where scores.score is not null

),

newest as (

    select max(period) as period from scores

),

-- The last month that was not below; the gap that is open now opened in the month after it.
runs as (

    select
        scores.*,
        max(case when not scores.is_below then scores.period end) over (
            partition by scores.agent_id, scores.dimension
        ) as last_closed
    from scores

),

gaps as (

    select
        runs.agent_id,
        runs.dimension,
        runs.target_score,
        max_by(runs.score, runs.period) as score,
        min(runs.period) as open_since,
        count(*) as months_open
    from runs
    where runs.is_below and (runs.last_closed is null or runs.period > runs.last_closed)
    group by runs.agent_id, runs.dimension, runs.target_score
    having max(runs.period) = (select newest.period from newest)

),

courses as (

    select
        course_id,
        dimension
    from {{ ref('course_effects') }}
    where listed

),

-- What was learnt for it since it opened.
learnt as (

    select
        gaps.agent_id,
        gaps.dimension,
        min(cast(trainings.completed_on as date)) as acted_on
    from gaps
    inner join courses on gaps.dimension = courses.dimension
    inner join {{ ref('int_trainings') }} as trainings
        on
            gaps.agent_id = trainings.agent_id
            and courses.course_id = trainings.course_id
            and cast(trainings.completed_on as date) >= gaps.open_since
    group by gaps.agent_id, gaps.dimension

),

planned as (

    select
        assignments.agent_id,
        courses.dimension,
        min(cast(assignments.planned_start as date)) as planned_start
    from {{ ref('path_assignments') }} as assignments
    inner join courses on assignments.course_id = courses.course_id
    group by assignments.agent_id, courses.dimension

)

select
    gaps.agent_id,
    agents.team_id,
    gaps.dimension,
    gaps.score,
    gaps.target_score,
    gaps.open_since,
    cast(gaps.months_open as integer) as months_open,
    learnt.acted_on,
    date_diff('day', gaps.open_since, learnt.acted_on) as days_to_action,
    planned.planned_start,
    case
        when learnt.acted_on is not null then 'acted'
        when planned.agent_id is not null then 'planned'
        else 'waiting'
    end as state
from gaps
inner join agents on gaps.agent_id = agents.agent_id
left join learnt on gaps.agent_id = learnt.agent_id and gaps.dimension = learnt.dimension
left join planned on gaps.agent_id = planned.agent_id and gaps.dimension = planned.dimension
