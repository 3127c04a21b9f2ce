{#- A hash of texts, whatever their order. -#}
{% macro evidence_hash(text) -%}
    {{ adapter.dispatch('evidence_hash', 'ladder')(text) }}
{%- endmacro %}

{% macro default__evidence_hash(text) -%}
    format('{:x}', bit_xor(md5_number({{ text }})))
{%- endmacro %}

{#- Spark has no number of 128 bits: two halves, with the bytes in the order in which DuckDB takes them. -#}
{% macro spark__evidence_hash(text) -%}
    lower(regexp_replace(trim(leading '0' from regexp_replace(reverse(concat(
        lpad(hex(bit_xor(cast(conv(substr(md5({{ text }}), 1, 16), 16, -10) as bigint))), 16, '0'),
        lpad(hex(bit_xor(cast(conv(substr(md5({{ text }}), 17, 16), 16, -10) as bigint))), 16, '0')
    )), '(.)(.)', '$2$1')), '^$', '0'))
{%- endmacro %}
