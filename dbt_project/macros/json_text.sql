{#- What stands at a path of JSON, as text; null where nothing does. -#}
{% macro json_text(json, path) -%}
    {{ adapter.dispatch('json_text', 'ladder')(json, path) }}
{%- endmacro %}

{% macro default__json_text(json, path) -%}
    json_extract_string({{ json }}, '{{ path }}')
{%- endmacro %}

{% macro spark__json_text(json, path) -%}
    get_json_object({{ json }}, '{{ path }}')
{%- endmacro %}
