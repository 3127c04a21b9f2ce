{#- A column adds up to a total within each group. -#}
{% test sums_to(model, column, total, by) %}

select
    {{ by | join(', ') }},
    sum({{ column }}) as found
from {{ model }}
group by {{ by | join(', ') }}
having abs(sum({{ column }}) - {{ total }}) > 0.00001

{% endtest %}
