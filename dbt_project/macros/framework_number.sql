{#- A number of the configuration; null where it has none. -#}
{% macro framework_number(key) -%}
    cast({{ json_text('framework_json', '$.' ~ key) }} as double)
{%- endmacro %}
