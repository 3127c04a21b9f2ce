with

editions as (

    select
        edition,
        framework_json
    from {{ ref('stg_framework_editions') }}

),

channels as (

    select
        edition,
        framework_json,
        unnest(json_keys(framework_json, '$.first_response_seconds')) as channel
    from editions

)

select
    edition,
    channel,
    cast(
        json_extract_string(framework_json, '$.first_response_seconds."' || channel || '"') as double
    ) as first_response_seconds
from channels
