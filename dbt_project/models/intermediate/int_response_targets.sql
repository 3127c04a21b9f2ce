with

run_context as (

    select framework_json from {{ ref('stg_run_context') }}

),

channels as (

    select
        framework_json,
        unnest(json_keys(framework_json, '$.first_response_seconds')) as channel
    from run_context

)

select
    channel,
    cast(
        json_extract_string(framework_json, '$.first_response_seconds."' || channel || '"') as double
    ) as first_response_seconds
from channels
