{#- What is measured of a contact, one after the other, parted by commas: the caller says what of each. -#}
{% macro each_contact_measure() -%}
    {%- for measure in [
        'first_response_in_time', 'resolved_first_contact', 'complex_resolved', 'closed_in_time', 'reopened',
        'escalated', 'handle_minutes', 'search_seconds', 'mediation_success', 'cross_sell_accepted',
        'proactive_care', 'csat', 'satisfied', 'promoter', 'complaint', 'repeat_contact',
    ] -%}
        {{ caller(measure) }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
