with

mark_cells as (

    select * from {{ ref('int_mark_cells') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

answers as (

    select
        agent_id,
        period,
        rater_id as rater_group,
        measure,
        sum(n) as n,
        sum(total) as total
    from mark_cells
    where source = 'qa/feedback_360'
    group by agent_id, period, rater_id, measure

),

-- One rater answers for several dimensions: a group has as many raters as answers to its fullest one.
groups as (

    select
        agent_id,
        period,
        rater_group,
        max(n) as n_raters,
        sum(n) as n,
        sum(total) as total
    from answers
    group by agent_id, period, rater_group

)

select
    groups.agent_id,
    groups.period,
    cast(sum(groups.n) as bigint) as n,
    round(sum(groups.total), 6) as total
from groups
cross join run_context
group by groups.agent_id, groups.period
having sum(groups.n_raters) >= max(run_context.minimum_raters)
