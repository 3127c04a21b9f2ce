{#- First day of anybody's first week, as a literal: files of the time before are not looked into. -#}
{% macro first_day_of_new_hires() -%}
    {%- set new_hires = ref('int_new_hires') -%}
    {%- if execute and model.resource_type == 'model' -%}
        {%- set found = run_query('select min(starts_on) from ' ~ new_hires) -%}
        date '{{ (found.columns[0].values() | first) or '9999-12-31' }}'
    {%- else -%}
        date '0001-01-01'
    {%- endif -%}
{%- endmacro %}
