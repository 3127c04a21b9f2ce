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
    cast(item ->> '$.min_months' as integer) as min_months,
    cast(item ->> '$.clock_months' as integer) as clock_months,
    item ->> '$.seniority' as seniority,
    item ->> '$.level' as level,
    item ->> '$.standard_level' as standard_level,
    item ->> '$.course_layer' as course_layer,
    item ->> '$.must_show.en' as must_show_en,
    item ->> '$.must_show.zh' as must_show_zh
from items
