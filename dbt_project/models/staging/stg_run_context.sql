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
    {{ framework_number('satisfied_from') }} as satisfied_from,
    {{ framework_number('promoter_from') }} as promoter_from,
    {{ framework_number('closure_hours') }} as closure_hours,
    {{ framework_number('repeat_contact_days') }} as repeat_contact_days,
    coalesce({{ framework_number('critical_fail_below') }}, 0.5) as critical_fail_below,
    {{ framework_number('on_duty.months') }} as new_hire_months
from run_context
