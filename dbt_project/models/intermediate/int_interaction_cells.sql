{%- set measures = [
    'first_response_in_time', 'resolved_first_contact', 'complex_resolved', 'closed_in_time', 'reopened',
    'escalated', 'handle_minutes', 'search_seconds', 'mediation_success', 'cross_sell_accepted',
    'proactive_care', 'csat', 'satisfied', 'promoter', 'complaint', 'repeat_contact',
] -%}
{%- set logs = {'handle_minutes': 'log_handle_minutes', 'search_seconds': 'log_search_seconds'} -%}

with

-- Durations are skewed, and what makes one longer makes it so by a factor: as logs a few very long contacts
-- do not rule the average, and differences are ratios. The floors are a second of work, a tenth of one of search.
outcomes as (

    select
        *,
        {{ log_duration('handle_minutes', '1.0 / 60') }} as log_handle_minutes,
        {{ log_duration('search_seconds', '0.1') }} as log_search_seconds
    from {{ ref('int_interaction_outcomes') }}

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
    {{ sufficient_statistics(measure, of=logs.get(measure)) }}{{ ',' if not loop.last }}
{% endfor %}
from outcomes
group by agent_id, period, issue_type, complexity, customer_emotion, channel
