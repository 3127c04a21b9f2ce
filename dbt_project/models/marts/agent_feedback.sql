with

mark_cells as (

    select * from {{ ref('int_mark_cells') }}

)

-- Only ratings of enough raters become cells (int_feedback).
select
    agent_id,
    period,
    cast(sum(n) as bigint) as n,
    round(sum(total), 6) as total
from mark_cells
where source = 'qa/feedback_360'
group by agent_id, period
