with

run_context as (

    select framework_json from {{ ref('stg_run_context') }}

),

framework_indicators as (

    select * from {{ ref('framework_indicators') }}

),

measured_agents as (

    select * from {{ ref('measured_agents') }}

),

outcomes as (

    select unnest(json_extract(framework_json, '$.recalibration.outcomes[*]')) as item
    from run_context

),

signed_outcomes as (

    select
        item ->> '$.key' as outcome,
        framework_indicators.indicator,
        case framework_indicators.direction when 'higher' then 1 else -1 end as sign
    from outcomes
    inner join framework_indicators on framework_indicators.indicator = outcomes.item ->> '$.indicator'

)

select
    measured_agents.agent_id,
    cast(measured_agents.period as date) as period,
    signed_outcomes.outcome,
    measured_agents.n,
    round(signed_outcomes.sign * measured_agents.estimate, 6) as estimate,
    round(sqrt(measured_agents.variance + measured_agents.shared_variance), 6) as std_error
from measured_agents
inner join signed_outcomes on measured_agents.indicator = signed_outcomes.indicator
