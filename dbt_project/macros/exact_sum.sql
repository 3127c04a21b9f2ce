{# Sums of floating-point numbers depend on their order, which threads and files decide: these do not. #}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 9))) as double)
{%- endmacro %}
