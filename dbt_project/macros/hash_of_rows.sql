{#- One hash of a text column over all rows of a group, whatever their order. -#}
{% macro hash_of_rows(column) -%}
    {{ adapter.dispatch('hash_of_rows', 'ladder')(column) }}
{%- endmacro %}

{% macro default__hash_of_rows(column) -%}
    md5(string_agg({{ column }}, chr(10) order by {{ column }}))
{%- endmacro %}

{% macro spark__hash_of_rows(column) -%}
    md5(array_join(sort_array(collect_list({{ column }})), chr(10)))
{%- endmacro %}
