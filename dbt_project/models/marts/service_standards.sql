with

run_context as (

    select
        as_of,
        framework_json
    from {{ ref('stg_run_context') }}

),

items as (

    select
        as_of,
        framework_json ->> '$.profile' as profile,
        unnest(json_extract(framework_json, '$.standards.table[*]')) as item
    from run_context

),

indicators as (

    select
        indicator,
        target
    from {{ ref('framework_indicators') }}

),

standards as (

    select
        *,
        cast(item ->> '$.valid_from' as date) as valid_from,
        cast(item ->> '$.valid_to' as date) as valid_to,
        item ->> '$.indicator' as indicator
    from items

)

select
    standards.item ->> '$.key' as standard,
    standards.valid_from,
    standards.valid_to,
    standards.valid_from <= standards.as_of and coalesce(standards.as_of < standards.valid_to, true) as in_force,
    standards.item ->> '$.level' as level,
    standards.item ->> '$.scenario.en' as scenario_en,
    standards.item ->> '$.scenario.zh' as scenario_zh,
    standards.item ->> '$.standard.en' as standard_en,
    standards.item ->> '$.standard.zh' as standard_zh,
    standards.item ->> '$.script.en' as script_en,
    standards.item ->> '$.script.zh' as script_zh,
    standards.indicator,
    nullif(array_to_string(cast(standards.item -> '$.channels' as varchar[]), ', '), '') as channels,
    nullif(array_to_string(cast(standards.item -> '$.issue_types' as varchar[]), ', '), '') as issue_types,
    case
        when standards.indicator is not null
            then
                coalesce(
                    cast(standards.item ->> ('$.targets."' || standards.profile || '"') as double),
                    cast(standards.item ->> '$.target' as double),
                    indicators.target
                )
    end as target,
    standards.item ->> '$.requirement' as requirement,
    standards.item ->> '$.owner.en' as owner_en,
    standards.item ->> '$.owner.zh' as owner_zh,
    cast(standards.item ->> '$.review_by' as date) as review_by
from standards
left join indicators on standards.indicator = indicators.indicator
