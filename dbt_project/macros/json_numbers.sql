{#- A row for each number of an object at the top of JSON, as `key` and `value`; none where there is no such object. -#}
{% macro json_numbers(json, name) -%}
    {{ adapter.dispatch('json_numbers', 'ladder')(json, name) }}
{%- endmacro %}

{% macro default__json_numbers(json, name) -%}
    unnest(map_entries(cast(json_extract({{ json }}, '$.{{ name }}') as map(varchar, double))))
{%- endmacro %}

{% macro spark__json_numbers(json, name) -%}
    explode(map_entries(from_json(get_json_object({{ json }}, '$.{{ name }}'), 'map<string, double>')))
{%- endmacro %}
