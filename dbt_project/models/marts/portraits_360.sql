with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

rounds as (

    select
        feedback.agent_id,
        lower(trim(feedback.dimension)) as dimension,
        feedback.rater_role as rater_group,
        {{ period_start('feedback.given_at') }} as period,
        count(*) as n,
        sum(feedback.rating) as total
    from {{ ref('stg_qa__feedback_360') }} as feedback
    cross join run_context
    where
        cast(feedback.given_at as date) > {{ months_before('run_context.as_of', '12') }}
        and feedback.rating is not null
        and feedback.rater_role is not null
        and feedback.dimension is not null
    group by
        feedback.agent_id, lower(trim(feedback.dimension)), feedback.rater_role,
        {{ period_start('feedback.given_at') }}

),

-- Raters have no ids: a month has at least as many of them as answers, were each asked once in it, and a manager who
-- answers every quarter stays one.
answers as (

    select
        agent_id,
        dimension,
        rater_group,
        sum(n) as n_ratings,
        max(n) as n,
        sum(total) / sum(n) as rating
    from rounds
    group by agent_id, dimension, rater_group

),

-- Own answers give nobody else away.
guarded as (

    select
        answers.*,
        answers.rater_group <> 'self' and answers.n < run_context.minimum_raters as is_small,
        run_context.minimum_raters
    from answers
    cross join run_context

),

-- What is hidden must not come out as the rest of a total told elsewhere: while the hidden are fewer than the minimum
-- the smallest group shown is hidden as well.
ranked as (

    select
        *,
        sum(case when is_small then n else 0 end) over (partition by agent_id, dimension) as n_hidden,
        row_number() over (
            partition by agent_id, dimension, rater_group <> 'self' and not is_small
            order by n asc, rater_group asc
        ) as place
    from guarded

),

judged as (

    select
        *,
        case
            when rater_group = 'self' then 'shown'
            when is_small then 'too_few'
            when n_hidden > 0 and n_hidden < minimum_raters and place = 1 then 'hidden_with_others'
            else 'shown'
        end as state
    from ranked

),

-- Totals of a month are told (agent_feedback, agent_indicators). A month in which so few of the hidden answered that
-- the shown groups would leave them alone hides the shown groups too.
hidden_months as (

    select
        rounds.agent_id,
        rounds.dimension,
        rounds.period,
        sum(rounds.n) as n
    from rounds
    inner join judged
        on
            rounds.agent_id = judged.agent_id
            and rounds.dimension = judged.dimension
            and rounds.rater_group = judged.rater_group
    where judged.state <> 'shown'
    group by rounds.agent_id, rounds.dimension, rounds.period

),

bare_months as (

    select distinct
        hidden_months.agent_id,
        hidden_months.dimension
    from hidden_months
    cross join run_context
    where hidden_months.n < run_context.minimum_raters

),

settled as (

    select
        judged.agent_id,
        judged.dimension,
        judged.rater_group,
        judged.n_ratings,
        judged.rating,
        case
            when judged.state = 'shown' and judged.rater_group <> 'self' and bare_months.agent_id is not null
                then 'hidden_with_others'
            else judged.state
        end as state
    from judged
    left join bare_months on judged.agent_id = bare_months.agent_id and judged.dimension = bare_months.dimension

),

own as (

    select
        agent_id,
        dimension,
        rating
    from settled
    where rater_group = 'self'

)

select
    settled.agent_id,
    settled.dimension,
    settled.rater_group,
    settled.state,
    cast(case when settled.state = 'shown' then settled.n_ratings end as integer) as n_ratings,
    round(case when settled.state = 'shown' then settled.rating end, 1) as rating,
    round(case when settled.state = 'shown' and settled.rater_group <> 'self' then own.rating - settled.rating end, 1)
        as self_minus_group
from settled
left join own on settled.agent_id = own.agent_id and settled.dimension = own.dimension
