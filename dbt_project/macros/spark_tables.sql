{#- Spark's tables are Parquet in folders of LADDER_INTERMEDIATE, from where DuckDB takes them (taken_tables). -#}
{% macro spark__file_format_clause() %}
    using parquet
{%- endmacro %}

{% macro spark__location_clause() %}
    location '{{ intermediate_folder() }}/{{ model.alias }}'
{%- endmacro %}

{#- LADDER_INTERMEDIATE; Spark takes some signs in a table's folder for a pattern. -#}
{% macro intermediate_folder() -%}
    {%- set folder = env_var('LADDER_INTERMEDIATE') -%}
    {%- if modules.re.search('[\\\\{}\\[\\]*?\']', folder) -%}
        {{ exceptions.raise_compiler_error(
            'LADDER_INTERMEDIATE=' ~ folder ~ ': name a folder without quotes, brackets, braces, *, ? and backslashes'
        ) }}
    {%- endif -%}
    {{ return(folder) }}
{%- endmacro %}
