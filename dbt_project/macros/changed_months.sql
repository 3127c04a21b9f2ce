{#-
    Tables that grow with the contacts are built by the month: what a month was made of stands beside its rows
    (`built_from`, see the int_*_months models, and `built_as_of`), so that the table alone says which months hold.
    A run builds the months anew of which that is no longer so.
-#}

{#- How such a table is materialised: by the month in a warehouse that stays; whole on a cluster. -#}
{% macro by_month() -%}
    {{ return('incremental' if target.type == 'duckdb' else 'table') }}
{%- endmacro %}

{#- Months of this table to build anew, as dates; none: all of them, of a table that is not there yet. -#}
{% macro changed_months(months) %}
    {% if not execute or model.resource_type != 'model' or not is_incremental() %}
        {{ return(none) }}
    {% endif %}
    {% set stands = 'false' %}
    {% set columns = adapter.get_columns_in_relation(this) | map(attribute='name') | list %}
    {% if 'built_from' in columns and 'built_as_of' in columns and 'settles_at' in columns %}
        {# From the moment a month has settled, the as-of day makes no difference to it. #}
        {% set stands %}
            months.built_from = built.built_from
            and (
                built.built_as_of = run_context.as_of
                or built.settles_at
                <= least(run_context.knowledge_ends_at, cast(built.built_as_of + interval 1 day as timestamp))
            )
        {% endset %}
        {% set built %}
            select
                period,
                max(built_from) as built_from,
                max(built_as_of) as built_as_of,
                max(settles_at) as settles_at
            from {{ this }}
            group by period
        {% endset %}
    {% else %}
        {% set built %} select distinct period from {{ this }} {% endset %}
    {% endif %}
    {% set found = run_query(
        'select coalesce(months.period, built.period) as period from ' ~ months ~ ' as months '
        ~ 'full outer join (' ~ built ~ ') as built on months.period = built.period '
        ~ 'cross join ' ~ ref('stg_run_context') ~ ' as run_context '
        ~ 'where not coalesce(' ~ stands ~ ', false) order by 1'
    ) %}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}

{#- True for rows whose time lies in the months, or up to so many days after one of them. -#}
{% macro within_months(column, months, days_after=0) -%}
    {%- if months is none -%} true
    {%- elif months | length == 0 -%} false
    {%- else -%}
        {%- set ranges = [] -%}
        {%- for month in months -%}
            {%- set until = (month.replace(day=28) + modules.datetime.timedelta(days=4)).replace(day=1)
                + modules.datetime.timedelta(days=days_after) -%}
            {%- if ranges and ranges[-1][1] >= month -%}
                {%- do ranges.append((ranges.pop()[0], until)) -%}
            {%- else -%}
                {%- do ranges.append((month, until)) -%}
            {%- endif -%}
        {%- endfor -%}
        (
        {%- for one in ranges -%}
            {{ column }} >= timestamp '{{ one[0] }}' and {{ column }} < timestamp '{{ one[1] }}'
            {{- ' or ' if not loop.last }}
        {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{#- The rows that go before the months are built anew; nothing where there are none. -#}
{% macro delete_changed_months(months) %}
    {% set changed = changed_months(months) %}
    {% if changed is not none and env_var('LADDER_INTERMEDIATE', '') %}
        {# Whole tables are taken (taken_tables). #}
        delete from {{ this }}
    {% elif changed %}
        delete from {{ this }}
        where period in ({% for month in changed %}date '{{ month }}'{{ ', ' if not loop.last }}{% endfor %})
    {% endif %}
{% endmacro %}

{#- A hash of the code that staging and intermediate tables are built by: other code builds all months anew. -#}
{% macro code_hash() -%}
    {%- if execute and model.resource_type == 'model' -%}
        {%- set told = [dbt_version] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.package_name == 'ladder' -%}
            {%- if node.fqn[1] in ('staging', 'intermediate') -%}
                {%- do told.append(node.checksum.checksum) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for name, macro in ladder.items() -%}
            {%- do told.append(name ~ macro.macro.macro_sql) -%}
        {%- endfor -%}
        {{- local_md5(told | sort | join('\n')) -}}
    {%- endif -%}
{%- endmacro %}

{#- Most days within which any configuration calls a second contact a repeat. -#}
{% macro longest_repeat_days() -%}
    {%- set found = run_query(
        'select cast(ceil(max(repeat_contact_days)) as integer) from ' ~ ref('stg_framework_editions')
    ) -%}
    {{ return((found.columns[0].values() | first) or 0) }}
{%- endmacro %}
