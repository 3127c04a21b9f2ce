{#-
    The same as sufficient_statistics for what is 0 or 1: its square is itself, and whole numbers add up exactly in
    any order.
-#}
{% macro share_statistics(measure) -%}
    count({{ measure }}) as {{ measure }}__n,
    sum(cast({{ measure }} as double)) as {{ measure }}__sum,
    sum(cast({{ measure }} as double)) as {{ measure }}__sumsq
{%- endmacro %}
