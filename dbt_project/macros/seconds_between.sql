{#- Seconds from one time to another, parts of a second cut off from both. -#}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between', 'ladder')(earlier, later) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    date_diff('second', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    (unix_seconds(cast({{ later }} as timestamp_ltz)) - unix_seconds(cast({{ earlier }} as timestamp_ltz)))
{%- endmacro %}
