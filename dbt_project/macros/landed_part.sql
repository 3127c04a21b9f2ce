{#- Name of the file of the landing that a row comes from. -#}
{% macro landed_part() -%}
    {{ adapter.dispatch('landed_part', 'ladder')() }}
{%- endmacro %}

{% macro default__landed_part() -%}
    parse_filename(filename)
{%- endmacro %}

{% macro spark__landed_part() -%}
    regexp_extract(input_file_name(), '[^/]+$', 0)
{%- endmacro %}
