with

run_context as (

    select
        framework_json,
        as_of,
        knowledge_ends_at,
        {{ months_before('as_of_period', framework_number('monitoring.contrasts.months') ~ ' - 1') }} as first_day,
        {{ framework_number('complaints.policy_pass') }} as pass_mark,
        {{ framework_number('on_duty.pass_share') }} as pass_share,
        {{ framework_number('satisfied_from') }} as satisfied_from,
        cast({{ framework_number('monitoring.contrasts.completion_days') }} as integer) as completion_days,
        json_extract_string(framework_json, '$.monitoring.contrasts.tenure_days[*]') as tenure_days,
        json_extract_string(framework_json, '$.monitoring.contrasts.response_seconds[*]') as response_seconds,
        json_extract_string(framework_json, '$.monitoring.contrasts.error_dimensions[*]') as error_dimensions,
        {{ json_text('framework_json', '$.monitoring.contrasts.mastery_dimension') }} as mastery_dimension,
        cast(json_extract_string(framework_json, '$.people.points.since') as date) as contest_since,
        map_keys(cast(json_extract(framework_json, '$.people.points.opt_in') as map (varchar, varchar))) as contestants
    from {{ ref('stg_run_context') }}

),

interactions as (

    select
        interaction_id,
        agent_id,
        opened_at,
        first_response_at,
        {{ key_text('issue_type') }} as topic,
        concat_ws('|', coalesce({{ key_text('channel') }}, ''), coalesce(complexity, '')) as stratum
    from {{ ref('stg_crm__interactions') }}
    where opened_at >= (select first_day from run_context) and issue_type is not null

),

agents as (

    select * from {{ ref('int_agents') }}

),

-- Several criteria of one review are one error.
reviewed as (

    select
        marks.review_id,
        marks.agent_id,
        marks.interaction_id,
        marks.interaction_opened_at,
        max(case when marks.value < run_context.pass_mark then 1 else 0 end) as is_error
    from {{ ref('int_review_marks') }} as marks
    inner join {{ ref('case_criteria') }} as criteria on marks.criterion = criteria.criterion
    inner join run_context on list_contains(run_context.error_dimensions, criteria.dimension)
    where
        marks.method = 'human'
        and marks.value is not null
        and marks.interaction_opened_at >= run_context.first_day
    group by marks.review_id, marks.agent_id, marks.interaction_id, marks.interaction_opened_at

),

errors as (

    select
        reviewed.agent_id,
        reviewed.is_error,
        interactions.topic,
        interactions.stratum,
        interactions.opened_at
    from reviewed
    inner join interactions
        on
            reviewed.interaction_id = interactions.interaction_id
            and reviewed.interaction_opened_at = interactions.opened_at

),

dimensions as (

    select unnest(json_extract(framework_json, '$.dimensions[*]')) as item
    from run_context

),

names_of_mastery as (

    select unnest(json_extract_string(dimensions.item, '$.aliases[*]')) as pattern
    from dimensions
    inner join run_context on json_extract_string(dimensions.item, '$.key') = run_context.mastery_dimension
    union
    select mastery_dimension as pattern
    from run_context

),

tests as (

    select
        assessments.agent_id,
        assessments.taken_at,
        max(assessments.score / nullif(assessments.max_score, 0)) as share
    from {{ ref('stg_lms__assessments') }} as assessments
    inner join names_of_mastery on {{ key_text('assessments.dimension') }} glob names_of_mastery.pattern
    group by assessments.agent_id, assessments.taken_at

),

taken as (

    select count(*) as n
    from tests
    having count(*) > 0

),

-- Band 1 is the shortest and takes its end in; who began later than the contact is of no band.
by_tenure as (

    select
        'errors_by_tenure' as question,
        errors.topic,
        errors.stratum,
        1 + len(
            list_filter(
                run_context.tenure_days,
                lambda days: cast(days as integer)
                < date_diff('day', agents.hire_date, cast(errors.opened_at as date))
            )
        ) as band,
        errors.agent_id,
        errors.is_error as event
    from errors
    inner join agents on errors.agent_id = agents.agent_id
    cross join run_context
    where agents.hire_date <= cast(errors.opened_at as date)

),

-- The newest test before the contact: 1 passed, 2 not passed, 3 none taken.
by_mastery as (

    select
        'errors_by_mastery' as question,
        errors.topic,
        errors.stratum,
        case when tests.share is null then 3 when tests.share >= run_context.pass_share then 1 else 2 end as band,
        errors.agent_id,
        errors.is_error as event
    from errors
    asof left join tests on errors.agent_id = tests.agent_id and errors.opened_at >= tests.taken_at
    cross join run_context
    where exists (select 1 from taken)

),

-- An answer after a contact that was never answered tells nothing of speed.
by_response as (

    select
        'satisfaction_by_response' as question,
        interactions.topic,
        interactions.stratum,
        1 + len(
            list_filter(
                run_context.response_seconds,
                lambda seconds: cast(seconds as integer)
                < {{ seconds_between('interactions.opened_at', 'interactions.first_response_at') }}
            )
        ) as band,
        interactions.agent_id,
        cast(surveys.csat >= run_context.satisfied_from as integer) as event
    from {{ ref('stg_crm__surveys') }} as surveys
    inner join interactions
        on
            surveys.interaction_id = interactions.interaction_id
            and surveys.interaction_opened_at = interactions.opened_at
    cross join run_context
    where surveys.csat is not null and interactions.first_response_at >= interactions.opened_at

),

-- As long before the contest began as after it, and only what has had its days to be completed.
by_contest as (

    select
        'completion_by_contest' as question,
        case when list_contains(run_context.contestants, enrollments.agent_id) then 'taking part' else 'others' end
            as topic,
        enrollments.course_id as stratum,
        case when cast(enrollments.enrolled_at as date) >= run_context.contest_since then 2 else 1 end as band,
        enrollments.agent_id,
        cast(
            coalesce(
                enrollments.status = 'completed'
                and enrollments.completed_at < enrollments.enrolled_at + to_days(run_context.completion_days),
                false
            ) as integer
        ) as event
    from {{ ref('stg_lms__enrollments') }} as enrollments
    cross join run_context
    where
        run_context.contest_since is not null
        and enrollments.enrolled_at + to_days(run_context.completion_days) <= run_context.knowledge_ends_at
        and cast(enrollments.enrolled_at as date) >= run_context.contest_since - cast(
            run_context.as_of - run_context.completion_days - run_context.contest_since as integer
        )

),

answers as (

    select * from by_tenure
    union all
    select * from by_mastery
    union all
    select * from by_response
    union all
    select * from by_contest

)

select
    question,
    topic,
    stratum,
    cast(band as integer) as band,
    agent_id,
    count(*) as n,
    cast(sum(event) as bigint) as events
from answers
group by question, topic, stratum, band, agent_id
order by question, topic, stratum, band, agent_id
