{#- Count, sum and sum of squares of a measure, or of a column `of` that stands for it: all that the library needs. -#}
{% macro sufficient_statistics(measure, of=none) -%}
    {%- set value = of or measure -%}
    count({{ value }}) as {{ measure }}__n,
    {{ exact_sum(value) }} as {{ measure }}__sum,
    {{ exact_sum('cast(' ~ value ~ ' as double) * ' ~ value) }} as {{ measure }}__sumsq
{%- endmacro %}
