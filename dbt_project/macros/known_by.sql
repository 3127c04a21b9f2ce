{#- True for what had happened by the end of the as-of day: nothing later may be seen. -#}
{% macro known_by(column) -%}
    {{ column }} < (select knowledge_ends_at from {{ ref('stg_run_context') }})
{%- endmacro %}
