with

placed_agents as (

    select * from {{ ref('placed_agents') }}

),

figures as (

    select
        agent_id,
        period,
        'tier' as measure,
        cast(tier as double) as value
    from {{ ref('agent_ladder') }}
    union all
    select
        agent_id,
        period,
        'composite' as measure,
        composite as value
    from {{ ref('agent_composites') }}
    union all
    select
        agent_id,
        period,
        'score:' || dimension as measure,
        score as value
    from {{ ref('agent_scores') }}

)

select
    figures.agent_id,
    figures.period,
    figures.measure,
    figures.value,
    -- What the figure would be if nothing stood on record.
    case when figures.measure = 'tier' then placed_agents.tier_by_rule else figures.value end as value_today,
    month_evidence.evidence,
    placed_agents.config_sha256
from figures
inner join placed_agents
    on figures.agent_id = placed_agents.agent_id and figures.period = cast(placed_agents.period as date)
left join {{ ref('int_month_evidence') }} as month_evidence
    on figures.agent_id = month_evidence.agent_id and figures.period = month_evidence.period
