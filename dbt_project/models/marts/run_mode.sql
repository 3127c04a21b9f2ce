with

landed as (

    select * from {{ ref('stg_run_mode') }}

),

-- Known only once people and their evidence have met.
hired_late as (

    select count(*) as agents from {{ ref('agents') }}
    where is_hire_date_late

),

late_hire_dates as (

    select
        (select coalesce(max(number), 0) + 1 from landed) as number,
        'late_hire_dates' as code,
        'crm/agents.hire_date' as subject,
        cast(null as varchar) as plan,
        true as degrades,
        agents || ' agents have a hire date after their first evidence; their tenure is counted from that evidence.'
            as text,
        agents || ' 名客服的入职日期晚于其首条记录，工龄自首条记录起算。' as text_zh,
        '[]' as switched_off
    from hired_late
    where agents > 0

),

notices as (

    select * from landed
    union all by name
    select * from late_hire_dates

)

select
    cast(number as integer) as number,
    code,
    subject,
    plan,
    degrades,
    text,
    text_zh,
    switched_off
from notices
