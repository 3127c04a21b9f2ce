with

run_context as (

    select * from {{ source('landing', 'run_context') }}

)

select
    as_of,
    {{ period_start('as_of') }} as as_of_period,
    cast(as_of as timestamp) + interval 1 day as knowledge_ends_at,
    framework_name,
    framework_json,
    unavailable,

    ---------- thresholds the measures need, from the one configuration
    cast(json_extract_string(framework_json, '$.satisfied_from') as double) as satisfied_from,
    cast(json_extract_string(framework_json, '$.promoter_from') as double) as promoter_from,
    cast(json_extract_string(framework_json, '$.closure_hours') as double) as closure_hours
from run_context
