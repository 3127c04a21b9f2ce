{#- A row for each month from one first day of a month to another. -#}
{% macro month_series(first, last) -%}
    {{ adapter.dispatch('month_series', 'ladder')(first, last) }}
{%- endmacro %}

{% macro default__month_series(first, last) -%}
    unnest(cast(generate_series(
        cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval 1 month
    ) as date []))
{%- endmacro %}

{#- Spark counts down where the end comes first. -#}
{% macro spark__month_series(first, last) -%}
    explode(case when {{ first }} <= {{ last }} then sequence({{ first }}, {{ last }}, interval 1 month) end)
{%- endmacro %}
