with

placed_agents as (

    select * from {{ ref('placed_agents') }}

)

select
    agent_id,
    cast(period as date) as period,
    team_id,
    cast(tier as integer) as tier,
    tier_key,
    round(prob_tier_1, 6) as prob_tier_1,
    round(prob_tier_2, 6) as prob_tier_2,
    round(prob_tier_3, 6) as prob_tier_3,
    round(prob_tier_4, 6) as prob_tier_4,
    round(prob_tier_5, 6) as prob_tier_5,
    cast(previous_tier as integer) as previous_tier,
    change,
    cast(months_in_tier as integer) as months_in_tier,
    blocked_by,
    blocked_by_text,
    blocked_by_text_zh,
    cast(critical_failures as integer) as critical_failures,
    seniority,
    cast(behind_clock_months as integer) as behind_clock_months,
    round(asked_probability, 6) as asked_probability
from placed_agents
