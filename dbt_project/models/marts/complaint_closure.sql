with

complaints as (

    select * from {{ ref('stg_crm__complaints') }}
    where raised_at is not null

),

-- Before the first month in which closing was noted nothing tells whether a complaint is open.
noted as (

    select min({{ period_start('closed_at') }}) as since
    from complaints

),

run_context as (

    select
        knowledge_ends_at,
        {{ framework_number('closure_hours') }} * 3600 as limit_seconds
    from {{ ref('stg_run_context') }}

),

aged as (

    select
        {{ period_start('complaints.raised_at') }} as period,
        complaints.agent_id,
        complaints.theme,
        complaints.severity,
        complaints.closed_at is null as is_open,
        run_context.limit_seconds,
        {{ seconds_between('complaints.raised_at', 'complaints.closed_at') }} as closed_after,
        {{ seconds_between('complaints.raised_at', 'run_context.knowledge_ends_at') }} as age
    from complaints
    inner join noted on complaints.raised_at >= noted.since
    cross join run_context

),

-- Younger than the limit, neither closed nor open ones count: those still open might make it.
judged as (

    select
        period,
        agent_id,
        theme,
        severity,
        is_open,
        age,
        age >= limit_seconds as is_due,
        age >= limit_seconds and coalesce(closed_after <= limit_seconds, false) as in_time
    from aged

),

split as (

    select
        judged.*,
        'all' as split,
        '*' as level
    from judged
    union all
    select
        judged.*,
        'theme' as split,
        {{ key_text('theme') }} as level
    from judged
    where theme is not null
    union all
    select
        judged.*,
        'severity' as split,
        severity as level
    from judged
    where severity is not null

)

select
    split,
    level,
    period,
    count(*) as complaints,
    cast(count(distinct agent_id) as integer) as people,
    count(case when is_due then 1 end) as due,
    count(case when in_time then 1 end) as closed_in_time,
    count(case when in_time then 1 end) / nullif(cast(count(case when is_due then 1 end) as double), 0)
        as share_in_time,
    count(case when is_open then 1 end) as still_open,
    count(case when is_open and not is_due then 1 end) as open_not_due,
    count(case when is_open and is_due and age < 3 * 86400 then 1 end) as open_to_3_days,
    count(case when is_open and is_due and age >= 3 * 86400 and age < 7 * 86400 then 1 end) as open_to_7_days,
    count(case when is_open and is_due and age >= 7 * 86400 then 1 end) as open_longer,
    max(case when is_open then age end) / 86400e0 as oldest_open_days
from split
group by split, level, period
order by split, level, period
