with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

players as (

    select
        unnest(map_keys(opt_in)) as agent_id,
        unnest(map_values(opt_in)) as handle
    from (
        select cast(json_extract(framework_json, '$.people.points.opt_in') as map (varchar, varchar)) as opt_in
        from run_context
    ) as named

),

-- Peers: those on the ladder in one staff group.
peers as (

    select
        players.agent_id,
        players.handle,
        coalesce(ladder.seniority, 'unknown') as peer_group
    from players
    cross join run_context
    inner join {{ ref('int_agents') }} as agents
        on players.agent_id = agents.agent_id and coalesce(agents.status, 'active') <> 'left'
    left join {{ ref('agent_ladder') }} as ladder
        on players.agent_id = ladder.agent_id and run_context.as_of_period = ladder.period

),

points as (

    select
        ledger.agent_id,
        sum(ledger.points) as points
    from {{ ref('points_ledger') }} as ledger
    cross join run_context
    where
        {{ calendar_months('ledger.earned_on', 'run_context.as_of') }}
        < cast(json_extract_string(run_context.framework_json, '$.people.points.months') as integer)
    group by ledger.agent_id

),

ranked as (

    select
        peers.peer_group,
        peers.handle,
        coalesce(points.points, 0) as points,
        rank() over (partition by peers.peer_group order by coalesce(points.points, 0) desc) as place,
        count(*) over (partition by peers.peer_group) as n_players
    from peers
    left join points on peers.agent_id = points.agent_id

)

-- A board of fewer than five tells who is who.
select
    peer_group,
    handle,
    cast(points as integer) as points,
    cast(place as integer) as place,
    cast(n_players as integer) as n_players
from ranked
where n_players >= 5
