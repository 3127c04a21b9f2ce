with

editions as (

    select
        edition,
        {{ json_numbers('framework_json', 'first_response_seconds') }} as target
    from {{ ref('stg_framework_editions') }}

)

select
    editions.edition,
    target.key as channel,
    target.value as first_response_seconds
from editions
