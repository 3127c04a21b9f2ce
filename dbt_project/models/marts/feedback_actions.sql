{#- Within 1.96 standard errors: 95 %. -#}
{%- set z2 = 1.959964 * 1.959964 -%}
with

run_context as (

    select
        as_of,
        {{ framework_number('findings.action_days') }} as days,
        {{ framework_number('findings.action_target') }} as target
    from {{ ref('stg_run_context') }}

),

findings as (

    select * from {{ ref('findings') }}

),

months as (

    select
        {{ period_start('findings.found_on') }} as month,
        run_context.days,
        run_context.target,
        count(*) as findings,
        count(*) filter (where run_context.as_of - findings.found_on < run_context.days) as pending,
        nullif(count(*) filter (where run_context.as_of - findings.found_on >= run_context.days), 0) as judged,
        count(*) filter (
            where run_context.as_of - findings.found_on >= run_context.days
            and findings.days_to_action <= run_context.days
        ) as acted
    from findings
    cross join run_context
    group by {{ period_start('findings.found_on') }}, run_context.days, run_context.target

),

shares as (

    select
        *,
        cast(acted as double) / judged as share,
        {{ z2 }} / judged as doubt
    from months

),

-- Wilson 1927, JASA 22:209. Nothing is divided where nothing is judged: null.
intervals as (

    select
        *,
        (share + doubt / 2) / (1 + doubt) as middle,
        sqrt(doubt * share * (1 - share) + doubt * doubt / 4) / (1 + doubt) as reach
    from shares

)

select
    cast(month as date) as month,
    cast(findings as integer) as findings,
    cast(pending as integer) as pending,
    cast(coalesce(judged, 0) as integer) as judged,
    cast(acted as integer) as acted,
    round(share, 9) as share,
    case when judged > 0 then greatest(0, round(middle - reach, 9)) end as lower,
    case when judged > 0 then least(1, round(middle + reach, 9)) end as upper,
    cast(days as integer) as days,
    target
from intervals
