{#- The one definition of a period: the first day of the calendar month. -#}
{% macro period_start(column) -%}
    cast(date_trunc('month', {{ column }}) as date)
{%- endmacro %}
