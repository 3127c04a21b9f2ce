with

run_context as (

    select * from {{ ref('stg_run_context') }}

)

select
    framework_name as name,
    framework_json ->> '$.profile' as profile,
    cast(framework_json ->> '$.version' as integer) as version,
    framework_json
from run_context
