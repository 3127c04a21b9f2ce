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

first_month as (

    select min(period) as first_period from agent_months

),

-- What was shown before the first month counts in it: a newcomer's test is no worse for being early.
dated as (

    select
        marks.agent_id,
        marks.source,
        marks.measure,
        marks.rater_id,
        marks.interaction_id,
        marks.value,
        greatest(marks.period, first_month.first_period) as period
    from marks
    cross join first_month

),

-- A review of a contact that is named nowhere or unknown stays, with its case mix unknown.
joined as (

    select
        dated.*,
        agent_months.team_id,
        interactions.issue_type,
        interactions.complexity,
        interactions.customer_emotion,
        interactions.channel
    from dated
    left join interactions on dated.interaction_id = interactions.interaction_id
    left join agent_months on dated.agent_id = agent_months.agent_id and dated.period = agent_months.period

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
    {{ exact_sum('value') }} as total,
    {{ exact_sum('value * value') }} as total_sq
from joined
group by
    agent_id, period, team_id, source, measure, rater_id, issue_type, complexity, customer_emotion, channel
