with

path_deliveries as (

    select * from {{ ref('path_deliveries') }}

),

agents as (

    select * from {{ ref('agents') }}

)

select
    coalesce(agents.team_id, '') as team_id,
    path_deliveries.state,
    cast(count(*) as integer) as deliveries,
    cast(count(*) filter (where path_deliveries.overdue) as integer) as overdue,
    cast(count(*) filter (where path_deliveries.days_overdue <= 7) as integer) as overdue_7_days,
    cast(count(*) filter (where path_deliveries.days_overdue between 8 and 14) as integer) as overdue_14_days,
    cast(count(*) filter (where path_deliveries.days_overdue between 15 and 30) as integer) as overdue_30_days,
    cast(count(*) filter (where path_deliveries.days_overdue > 30) as integer) as overdue_longer,
    -- What was due before it was sent is as old as it is late.
    cast(max(greatest(path_deliveries.age_days, path_deliveries.days_overdue)) as integer) as oldest_days
from path_deliveries
left join agents on path_deliveries.agent_id = agents.agent_id
group by coalesce(agents.team_id, ''), path_deliveries.state
