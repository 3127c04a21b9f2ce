with

framework_editions as (

    select * from {{ source('landing', 'framework_editions') }}

)

select
    cast(row_number() over (order by effective_from nulls first) as integer) as edition,
    -- The first also holds for all before.
    coalesce(effective_from, date '0001-01-01') as effective_from,
    coalesce(effective_to, date '9999-12-31') as effective_to,
    framework_name,
    sha256,
    framework_json,
    record_id,
    proposed_by,
    proposed_at,
    approved_by,
    approved_at,
    entry_sha256,

    ---------- thresholds the measures need
    {{ framework_number('satisfied_from') }} as satisfied_from,
    {{ framework_number('promoter_from') }} as promoter_from,
    {{ framework_number('closure_hours') }} as closure_hours,
    {{ framework_number('repeat_contact_days') }} as repeat_contact_days,
    {{ framework_number('first_response_seconds.default') }} as default_response_seconds,
    coalesce({{ framework_number('critical_fail_below') }}, 0.5) as critical_fail_below
from framework_editions
