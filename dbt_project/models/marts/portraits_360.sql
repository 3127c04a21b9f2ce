with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- Whole months only, so that no two runs differ by the answers of a day.
rounds as (

    select
        feedback.agent_id,
        feedback.dimension,
        feedback.rater_group,
        feedback.period,
        feedback.is_own,
        feedback.minimum_raters,
        count(*) as n,
        sum(feedback.rating) as total
    from {{ ref('int_feedback') }} as feedback
    cross join run_context
    where feedback.period >= {{ months_before(period_start('run_context.knowledge_ends_at'), '12') }}
    group by
        feedback.agent_id, feedback.dimension, feedback.rater_group, feedback.period, feedback.is_own,
        feedback.minimum_raters

),

-- Own answers give nobody else away.
guarded as (

    select
        *,
        not is_own and n < minimum_raters as is_small
    from rounds

),

-- All of a month and dimension together is told elsewhere (agent_indicators). What is hidden must not come out as the
-- rest of it: while the hidden are fewer than the minimum, the smallest group shown is hidden as well.
ranked as (

    select
        *,
        sum(case when is_small then n else 0 end) over (partition by agent_id, dimension, period) as n_hidden,
        row_number() over (
            partition by agent_id, dimension, period, is_own or is_small
            order by n asc, rater_group asc
        ) as place
    from guarded

),

judged as (

    select
        *,
        is_own or not (is_small or (n_hidden > 0 and n_hidden < minimum_raters and place = 1)) as is_shown
    from ranked

),

answers as (

    select
        agent_id,
        dimension,
        rater_group,
        is_own,
        case
            when max(case when is_shown then 1 else 0 end) = 1 then 'shown'
            when min(case when is_small then 1 else 0 end) = 1 then 'too_few'
            else 'hidden_with_others'
        end as state,
        sum(case when is_shown then n end) as n_ratings,
        sum(case when is_shown then total end) / sum(case when is_shown then n end) as rating
    from judged
    group by agent_id, dimension, rater_group, is_own

),

own as (

    select
        agent_id,
        dimension,
        rating
    from answers
    where is_own

)

select
    answers.agent_id,
    answers.dimension,
    answers.rater_group,
    answers.state,
    cast(answers.n_ratings as integer) as n_ratings,
    round(answers.rating, 1) as rating,
    round(case when not answers.is_own then own.rating - answers.rating end, 1) as self_minus_group
from answers
left join own on answers.agent_id = own.agent_id and answers.dimension = own.dimension
