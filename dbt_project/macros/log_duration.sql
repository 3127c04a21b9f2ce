{#- Natural log of a duration, unknown staying unknown. The floor keeps an instant from outweighing all else. -#}
{% macro log_duration(column, floor) -%}
    ln(case when {{ column }} < {{ floor }} then {{ floor }} else {{ column }} end)
{%- endmacro %}
