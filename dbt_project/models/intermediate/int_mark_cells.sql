with

marks as (

    select * from {{ ref('int_marks') }}

),

interactions as (

    select * from {{ ref('stg_crm__interactions') }}

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

-- A review of a contact that is named nowhere or unknown stays, with its case mix unknown.
joined as (

    select
        marks.*,
        agent_months.team_id,
        interactions.issue_type,
        interactions.complexity,
        interactions.customer_emotion,
        interactions.channel
    from marks
    left join interactions on marks.interaction_id = interactions.interaction_id
    left join agent_months on marks.agent_id = agent_months.agent_id and marks.period = agent_months.period

)

select
    agent_id,
    period,
    team_id,
    source,
    measure,
    rater_id,
    issue_type,
    complexity,
    customer_emotion,
    channel,
    count(*) as n,
    sum(value) as total,
    sum(value * value) as total_sq
from joined
group by
    agent_id, period, team_id, source, measure, rater_id, issue_type, complexity, customer_emotion, channel
