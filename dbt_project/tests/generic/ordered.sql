{#- The columns or numbers never fall from one to the next, where both are known. -#}
{% test ordered(model, columns) %}

select *
from {{ model }}
where
    {% for column in columns[1:] -%}
        {{ columns[loop.index0] }} > {{ column }}{{ ' or ' if not loop.last }}
    {%- endfor %}

{% endtest %}
