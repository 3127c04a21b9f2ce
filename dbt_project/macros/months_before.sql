{#- The same day so many months earlier, or the last of that month. -#}
{% macro months_before(day, months) -%}
    {{ adapter.dispatch('months_before', 'ladder')(day, months) }}
{%- endmacro %}

{% macro default__months_before(day, months) -%}
    cast({{ day }} - to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__months_before(day, months) -%}
    add_months({{ day }}, -cast({{ months }} as integer))
{%- endmacro %}
