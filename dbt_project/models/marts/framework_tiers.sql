with

run_context as (

    select framework_json from {{ ref('stg_run_context') }}

),

items as (

    select unnest(json_extract(framework_json, '$.ladder.tiers[*]')) as item
    from run_context

)

select
    cast(row_number() over () as integer) as tier,
    item ->> '$.key' as tier_key,
    item ->> '$.name.en' as name_en,
    item ->> '$.name.zh' as name_zh,
    cast(item ->> '$.composite_cut' as double) as composite_cut,
    cast(item ->> '$.clock_months' as integer) as clock_months
from items
