{#- Count, sum and sum of squares of a measure: all that the competency library needs of it. -#}
{% macro sufficient_statistics(measure) -%}
    count({{ measure }}) as {{ measure }}__n,
    sum(cast({{ measure }} as double)) as {{ measure }}__sum,
    sum(cast({{ measure }} as double) * {{ measure }}) as {{ measure }}__sumsq
{%- endmacro %}
