{#- Sums of floating-point numbers depend on their order, which threads and files decide: sums of billionths do not. -#}
{% macro exact_sum(value) -%}
    {{ adapter.dispatch('exact_sum', 'ladder')(whole_units(value, 9)) }}
{%- endmacro %}

{% macro default__exact_sum(billionths) -%}
    cast(sum({{ billionths }}) as double) / 1e9
{%- endmacro %}

{#- A sum beyond 64 bits would start again from below without a word. -#}
{% macro spark__exact_sum(billionths) -%}
    cast(
        coalesce(
            try_sum({{ billionths }}),
            case when count({{ billionths }}) > 0 then raise_error('a sum is beyond 9.2 thousand million') end
        ) as double
    ) / 1e9
{%- endmacro %}
