{{ config(materialized='view') }}

with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- A month is told of once it is over: while it runs, two days' figures apart would be what came in between.
feedback as (

    select
        feedback.agent_id,
        feedback.rater_role as rater_group,
        feedback.rating,
        feedback.given_at,
        run_context.minimum_raters,
        {{ period_start('feedback.given_at') }} as period,
        coalesce({{ key_text('feedback.dimension') }}, 'unspecified') as dimension,
        feedback.rater_role = 'self' as is_own
    from {{ ref('stg_qa__feedback_360') }} as feedback
    cross join run_context
    where
        feedback.rating is not null
        and feedback.rater_role is not null
        and feedback.given_at < cast({{ period_start('run_context.knowledge_ends_at') }} as timestamp)

),

-- Raters have no ids: a dimension has as many of them as answers in a month, were each asked once in it.
counted as (

    select
        *,
        sum(case when is_own then 0 else 1 end) over (partition by agent_id, period, dimension) as n_raters
    from feedback

)

select
    agent_id,
    period,
    dimension,
    rater_group,
    is_own,
    rating,
    given_at,
    minimum_raters
from counted
where is_own or n_raters >= minimum_raters
