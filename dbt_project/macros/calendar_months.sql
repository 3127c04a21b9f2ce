{#- Months from one day to another by the calendar alone: the last of a month and the next day are one apart. -#}
{% macro calendar_months(earlier, later) -%}
    {{ adapter.dispatch('calendar_months', 'ladder')(earlier, later) }}
{%- endmacro %}

{% macro default__calendar_months(earlier, later) -%}
    date_diff('month', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__calendar_months(earlier, later) -%}
    cast(
        12 * (year({{ later }}) - year({{ earlier }})) + month({{ later }}) - month({{ earlier }}) as bigint
    )
{%- endmacro %}
