with

told as (

    select
        period,
        concat_ws(' ', 'contacts', max(built_from), max(built_as_of)) as told
    from {{ ref('int_interaction_cells') }}
    group by period
    union all
    select
        period,
        concat_ws(' ', 'marks', max(built_from), max(built_as_of)) as told
    from {{ ref('int_mark_cells') }}
    group by period
    union all
    select
        period,
        concat_ws(' ', 'failures', max(built_from), max(built_as_of)) as told
    from {{ ref('int_review_marks') }}
    group by period
    union all
    select
        period,
        concat_ws('|', agent_id, team_id, role, mentor_id, tenure_months, is_active) as told
    from {{ ref('int_agent_months') }}

)

-- As-of days are in what is told.
select
    period,
    {{ hash_of_rows('told') }} as built_from,
    cast(period as timestamp) as settles_at
from told
group by period
