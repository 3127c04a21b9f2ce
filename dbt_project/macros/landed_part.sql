{#- Name of the file of the landing that a row comes from. -#}
{% macro landed_part() -%}
    {{ adapter.dispatch('landed_part', 'ladder')() }}
{%- endmacro %}

{% macro default__landed_part() -%}
    parse_filename(filename)
{%- endmacro %}

{#- The views of the landing carry the name of the file alone (landed_tables). -#}
{% macro spark__landed_part() -%}
    filename
{%- endmacro %}
