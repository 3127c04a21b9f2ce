with

run_context as (

    select framework_json from {{ ref('stg_run_context') }}

),

items as (

    select unnest(json_extract(framework_json, '$.indicators[*]')) as item
    from run_context

)

select
    item ->> '$.key' as indicator,
    item ->> '$.dimension' as dimension,
    item ->> '$.name.en' as name_en,
    item ->> '$.name.zh' as name_zh,
    item ->> '$.source' as source,
    item ->> '$.unit' as unit,
    cast(item ->> '$.floor' as double) as floor,
    cast(item ->> '$.target' as double) as target,
    case
        when cast(item ->> '$.target' as double) > cast(item ->> '$.floor' as double) then 'higher' else 'lower'
    end as direction,
    cast(item ->> '$.weight' as double) as weight,
    cast(item ->> '$.enabled' as boolean) as enabled,
    item ->> '$.reason_off.en' as reason_off,
    item ->> '$.reason_off.zh' as reason_off_zh,
    item ->> '$.requirement' as requirement,
    coalesce(item ->> '$.legal_class', 'ordinary') as legal_class,
    item ->> '$.legal_review.by' as legal_review_by,
    cast(item ->> '$.legal_review.date' as date) as legal_review_date,
    item ->> '$.legal_review.reference' as legal_review_reference
from items
