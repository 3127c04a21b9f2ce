with

run_context as (

    select framework_json from {{ ref('stg_run_context') }}

),

items as (

    select unnest(json_extract(framework_json, '$.dimensions[*]')) as item
    from run_context

)

select
    item ->> '$.key' as dimension,
    item ->> '$.layer' as layer,
    item ->> '$.name.en' as name_en,
    item ->> '$.name.zh' as name_zh,
    cast(row_number() over () as integer) as position
from items
