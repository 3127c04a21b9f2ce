{%- set measures = [
    'first_response_in_time', 'resolved_first_contact', 'complex_resolved', 'closed_in_time', 'reopened',
    'escalated', 'handle_minutes', 'search_seconds', 'mediation_success', 'cross_sell_accepted',
    'proactive_care', 'csat', 'satisfied', 'promoter', 'complaint',
] -%}

with

outcomes as (

    select * from {{ ref('int_interaction_outcomes') }}

)

select
    agent_id,
    period,
    issue_type,
    complexity,
    customer_emotion,
    channel,
    count(*) as interactions,
{% for measure in measures -%}
    {{ sufficient_statistics(measure) }}{{ ',' if not loop.last }}
{% endfor %}
from outcomes
group by agent_id, period, issue_type, complexity, customer_emotion, channel
