{#- A number in whole units of 10^-digits, halves to the even one: whole numbers add up alike in any order. -#}
{% macro whole_units(value, digits) -%}
    {{ adapter.dispatch('whole_units', 'ladder')(value, digits) }}
{%- endmacro %}

{% macro default__whole_units(value, digits) -%}
    cast(({{ value }}) * 1e{{ digits }} as bigint)
{%- endmacro %}

{% macro spark__whole_units(value, digits) -%}
    cast(rint(cast({{ value }} as double) * 1e{{ digits }}) as bigint)
{%- endmacro %}
