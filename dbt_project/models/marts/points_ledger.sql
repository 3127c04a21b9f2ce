with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- Who takes part, with the handle they chose.
players as (

    select
        unnest(map_keys(opt_in)) as agent_id,
        unnest(map_values(opt_in)) as handle
    from (
        select cast(json_extract(framework_json, '$.people.points.opt_in') as map (varchar, varchar)) as opt_in
        from run_context
    ) as named

),

completions as (

    select
        trainings.agent_id,
        trainings.course_id,
        trainings.completed_on,
        lag(trainings.valid_until) over of_course as valid_before,
        row_number() over of_course as turn
    from {{ ref('int_trainings') }} as trainings
    inner join players on trainings.agent_id = players.agent_id
    window of_course as (partition by trainings.agent_id, trainings.course_id order by trainings.completed_on)

),

attempts as (

    select
        assessments.agent_id,
        assessments.assessment_id,
        cast(assessments.taken_at as date) as taken_on,
        assessments.score / nullif(assessments.max_score, 0) as share,
        row_number()
            over (
                partition by assessments.agent_id, assessments.assessment_id
                order by assessments.taken_at, assessments.attempt_id
            )
            as turn
    from {{ ref('stg_lms__assessments') }} as assessments
    inner join players on assessments.agent_id = players.agent_id

),

earned as (

    select
        agent_id,
        completed_on as earned_on,
        case when turn = 1 then 'course_completed' else 'certificate_renewed' end as rule,
        course_id as subject
    from completions
    where turn = 1 or completed_on <= valid_before
    union all
    select
        attempts.agent_id,
        attempts.taken_on as earned_on,
        'passed_first_time' as rule,
        attempts.assessment_id as subject
    from attempts
    cross join run_context
    where attempts.turn = 1 and attempts.share >= run_context.pass_share

),

-- Points a rule is worth, and what is left of the month's cap in the order in which they were earned.
valued as (

    select
        earned.*,
        {{ period_start('earned.earned_on') }} as period,
        cast(
            json_extract_string(run_context.framework_json, '$.people.points.' || earned.rule) as integer
        ) as points,
        cast(json_extract_string(run_context.framework_json, '$.people.points.monthly_cap') as integer) as cap
    from earned
    cross join run_context
    where earned.earned_on <= run_context.as_of

),

summed as (

    select
        *,
        sum(points) over (
            partition by agent_id, period
            order by earned_on, rule, subject
            rows between unbounded preceding and current row
        ) as so_far
    from valued

)

select
    agent_id,
    rule,
    subject,
    earned_on,
    cast(greatest(least(points, cap - (so_far - points)), 0) as integer) as points,
    so_far > cap as is_capped
from summed
