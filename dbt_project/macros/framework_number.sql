{#- A number at the top of the configuration; null where it has none. -#}
{% macro framework_number(key) -%}
    cast(json_extract_string(framework_json, '$.{{ key }}') as double)
{%- endmacro %}
