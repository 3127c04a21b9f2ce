{#- Before a build: on Spark the landed files get names, as views; DuckDB reads them where they lie (landing.yml). -#}
{% macro landed_tables() -%}
    {{ return(adapter.dispatch('landed_tables', 'ladder')()) }}
{%- endmacro %}

{#- What Spark has built (taken_tables) has to be of the landing that lies here now. -#}
{% macro default__landed_tables() -%}
    {%- set folder = env_var('LADDER_INTERMEDIATE', '') -%}
    {%- for name, columns in landing_of_intermediate().items() if execute and folder -%}
        {%- set built = "read_parquet('" ~ (folder | replace("'", "''")) ~ '/' ~ name ~ "/*.parquet')" -%}
        {%- set here = source('landing', name) -%}
        {%- set found = run_query(
            '(select ' ~ columns ~ ' from ' ~ built ~ ' except select ' ~ columns ~ ' from ' ~ here ~ ') union all '
            ~ '(select ' ~ columns ~ ' from ' ~ here ~ ' except select ' ~ columns ~ ' from ' ~ built ~ ') limit 1'
        ) -%}
        {%- if found.rows | length > 0 -%}
            {{ exceptions.raise_compiler_error(
                'LADDER_INTERMEDIATE=' ~ folder ~ ' was built from another ' ~ name ~ ' than lies in the landing: '
                ~ 'build staging and intermediate on Spark again'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- A file, or a folder of parts; signs that mean something in a pattern mean themselves in the folder's name. -#}
{% macro spark__landed_tables() -%}
    {%- set folder = modules.re.sub('([\\\\{}\\[\\]*?])', '\\\\\\1', env_var('LADDER_LANDING', 'sample_landing')) -%}
    {%- for table in (graph.sources.values() if execute else []) -%}
        {%- if loop.first -%}{%- do run_query('create schema if not exists ' ~ table.schema) -%}{%- endif -%}
        {%- set files = folder ~ '/' ~ table.identifier ~ '{.parquet,/*.parquet}' -%}
        {%- do run_query(
            'create or replace view ' ~ table.schema ~ '.' ~ table.identifier
            ~ ' as select *, _metadata.file_name as filename from parquet.`' ~ files | replace('`', '``') ~ '`'
        ) -%}
    {%- endfor -%}
    {%- for name, columns in landing_of_intermediate().items() if execute -%}
        {%- do run_query(
            "insert overwrite directory '" ~ intermediate_folder() ~ '/' ~ name ~ "' using parquet select "
            ~ columns ~ ' from ' ~ source('landing', name)
        ) -%}
    {%- endfor -%}
{%- endmacro %}

{#- Columns of the landing that tell one set of intermediate tables from another: files by their content, the as-of
    day, configurations. -#}
{% macro landing_of_intermediate() -%}
    {{ return({
        'landed_parts': 'source_table, part, period, interaction_period, n_rows',
        'run_context': 'as_of, framework_json',
        'framework_editions': 'effective_from, effective_to, framework_json',
    }) }}
{%- endmacro %}
