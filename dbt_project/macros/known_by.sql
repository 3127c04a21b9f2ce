{#-
    True for what had happened by the end of the as-of day: nothing later may be seen. The moment is a literal where
    models are built: a planner that does not know it takes a table of millions for a handful of rows.
-#}
{% macro known_by(column) -%}
    {%- set run_context = ref('stg_run_context') -%}
    {%- if execute and model.resource_type == 'model' -%}
        {%- set found = run_query('select knowledge_ends_at from ' ~ run_context) -%}
        {{ column }} < timestamp '{{ found.columns[0].values() | first }}'
    {%- else -%}
        {{ column }} < (select knowledge_ends_at from {{ run_context }})
    {%- endif -%}
{%- endmacro %}
