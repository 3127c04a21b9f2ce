{#- With LADDER_INTERMEDIATE, DuckDB takes what Spark has built of a model instead of building it. -#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if model.resource_type == 'model' and model.fqn[1] == 'intermediate' and env_var('LADDER_INTERMEDIATE', '') -%}
        {%- set parts = env_var('LADDER_INTERMEDIATE') ~ '/' ~ model.alias ~ '/*.parquet' -%}
        {%- set compiled_code = "select * from read_parquet('" ~ parts | replace("'", "''") ~ "')" -%}
    {%- endif -%}
    {{ return(dbt.duckdb__create_table_as(temporary, relation, compiled_code, language, **kwargs)) }}
{%- endmacro %}
