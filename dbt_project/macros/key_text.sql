{#- Text as a key: small letters, no spaces around it. -#}
{% macro key_text(column) -%}
    {{ adapter.dispatch('key_text', 'ladder')(column) }}
{%- endmacro %}

{% macro default__key_text(column) -%}
    lower(trim({{ column }}))
{%- endmacro %}

{#- Letter by letter, as DuckDB does it: Spark minds a sigma at the end of a word and the dot of a Turkish I. -#}
{% macro spark__key_text(column) -%}
    lower(translate(trim({{ column }}), 'Σİ', 'σi'))
{%- endmacro %}
