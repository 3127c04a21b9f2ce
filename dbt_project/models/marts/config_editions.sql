with

editions as (

    select * from {{ ref('stg_framework_editions') }}

)

-- Null where it holds without end, so that readers need no made-up days.
select
    edition,
    nullif(effective_from, date '0001-01-01') as effective_from,
    nullif(effective_to, date '9999-12-31') as effective_to,
    framework_name as name,
    framework_json ->> '$.profile' as profile,
    sha256,
    record_id,
    proposed_by,
    approved_by,
    cast(left(approved_at, 19) as timestamp) as approved_at,
    framework_json
from editions
