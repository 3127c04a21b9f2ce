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
    frozen,
    frozen_zh,
    too_much_lost,
    {{ framework_number('on_duty.months') }} as new_hire_months,
    {{ framework_number('people.retention_months') }} as retention_months,
    {{ framework_number('people.growth_months') }} as growth_months,
    {{ framework_number('people.minimum_raters') }} as minimum_raters,
    {{ framework_number('certificates.warning_days') }} as certificate_warning_days,
    {{ framework_number('on_duty.pass_share') }} as pass_share
from run_context
