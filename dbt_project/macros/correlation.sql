{#- Pearson's correlation; null below three pairs or where one side hardly varies (DuckDB would say NaN). -#}
{% macro correlation(one, other) -%}
    case
        when
            count({{ one }} + {{ other }}) >= 3
            and var_pop(case when {{ other }} is not null then {{ one }} end) > 1e-12
            and var_pop(case when {{ one }} is not null then {{ other }} end) > 1e-12
            then corr({{ one }}, {{ other }})
    end
{%- endmacro %}
