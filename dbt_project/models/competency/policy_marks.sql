with

marks as (

    select * from {{ ref('int_review_marks') }}
    where method = 'human' and interaction_opened_at is not null

),

criteria as (

    select * from {{ ref('case_criteria') }}

),

interactions as (

    select * from {{ ref('stg_crm__interactions') }}

),

run_context as (

    select
        as_of_period,
        {{ json_text('framework_json', '$.complaints.policy_dimension') }} as dimension,
        {{ framework_number('complaints.policy_pass') }} as pass_mark,
        {{ framework_number('complaints.policy_months') }} as months
    from {{ ref('stg_run_context') }}

),

-- Several criteria of one review are one explanation: an error if any of them is failed.
reviewed as (

    select
        marks.review_id,
        marks.agent_id,
        marks.reviewer_id,
        marks.interaction_id,
        marks.interaction_opened_at,
        max(case when marks.value < run_context.pass_mark then 1 else 0 end) as is_error
    from marks
    inner join criteria on marks.criterion = criteria.criterion
    inner join run_context on criteria.dimension = run_context.dimension
    where
        marks.value is not null
        and marks.period > {{ months_before('run_context.as_of_period', 'run_context.months') }}
    group by
        marks.review_id, marks.agent_id, marks.reviewer_id, marks.interaction_id, marks.interaction_opened_at

),

-- By id and time: among all contacts those of the same days are quickly found.
topics as (

    select
        reviewed.agent_id,
        reviewed.reviewer_id,
        reviewed.is_error,
        {{ key_text('interactions.issue_type') }} as topic
    from reviewed
    inner join interactions
        on
            reviewed.interaction_id = interactions.interaction_id
            and reviewed.interaction_opened_at = interactions.opened_at
    where interactions.issue_type is not null

)

select
    agent_id,
    reviewer_id,
    topic,
    count(*) as marks,
    cast(sum(is_error) as bigint) as errors
from topics
group by agent_id, reviewer_id, topic
order by topic, agent_id, reviewer_id
