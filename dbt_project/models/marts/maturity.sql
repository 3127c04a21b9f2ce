with

standards as (

    select * from {{ ref('service_standards') }}
    where in_force

),

attainment as (

    select * from {{ ref('standard_attainment') }}
    where scope = 'centre'

),

ladder as (

    select * from {{ ref('agent_ladder') }}
    where period = (select max(period) from {{ ref('agent_ladder') }})

),

newest as (

    select max(period) as period from attainment

),

known as (

    select distinct attainment.standard
    from attainment
    inner join newest on attainment.period > newest.period - interval 3 month

),

latest as (

    select attainment.*
    from attainment
    inner join newest on attainment.period = newest.period
    inner join standards
        on attainment.standard = standards.standard and attainment.valid_from = standards.valid_from
    where standards.level = 'basic'

),

months as (

    select
        agent_id,
        period
    from {{ ref('int_agent_months') }}
    where is_active

),

reviewed as (

    select distinct
        agent_id,
        period
    from {{ ref('int_mark_cells') }}
    where source = 'qa/reviews'

),

learners as (

    select
        agent_id,
        max(is_served) as is_served
    from (
        select
            agent_id,
            true as is_served
        from {{ ref('path_assignments') }}
        union all
        select
            agent_id,
            false as is_served
        from {{ ref('path_gaps') }}
    )
    group by agent_id

),

-- Stages build on each other: a centre is at the last one of which, and of all below, every criterion is met.
criteria as (

    select
        1 as stage,
        'standards_written' as criterion,
        cast(count(*) as double) as value,
        1 as needed
    from standards
    union all
    select
        1 as stage,
        'standards_owned' as criterion,
        avg(cast(owner_en is not null as integer)) as value,
        1 as needed
    from standards
    union all
    select
        2 as stage,
        'standards_measured' as criterion,
        avg(cast(known.standard is not null as integer)) as value,
        0.9 as needed
    from standards
    left join known on standards.standard = known.standard
    union all
    select
        2 as stage,
        'standards_reviewed' as criterion,
        avg(cast(coalesce(standards.review_by >= run_context.as_of, false) as integer)) as value,
        1 as needed
    from standards
    cross join {{ ref('stg_run_context') }} as run_context
    union all
    select
        2 as stage,
        'people_reviewed' as criterion,
        avg(cast(reviewed.agent_id is not null as integer)) as value,
        0.8 as needed
    from months
    inner join newest on months.period = newest.period
    left join reviewed on months.agent_id = reviewed.agent_id and months.period = reviewed.period
    union all
    select
        3 as stage,
        'people_known' as criterion,
        avg(cast(tier is not null as integer)) as value,
        0.8 as needed
    from ladder
    union all
    select
        3 as stage,
        'basics_met' as criterion,
        avg(cast(state != 'missed' as integer)) as value,
        0.8 as needed
    from latest
    union all
    select
        3 as stage,
        'gaps_served' as criterion,
        avg(cast(is_served as integer)) as value,
        0.8 as needed
    from learners
    union all
    select
        4 as stage,
        'courses_measured' as criterion,
        avg(cast(method = 'state_space' as integer)) as value,
        0.5 as needed
    from {{ ref('course_effects') }}
    where listed
    union all
    select
        4 as stage,
        'weights_learn' as criterion,
        avg(cast(evidence != 'prior' as integer)) as value,
        0.5 as needed
    from {{ ref('dimension_weights') }}
    where period = (select max(period) from {{ ref('dimension_weights') }})
    union all
    select
        4 as stage,
        'forecasts_held' as criterion,
        avg(cast(actual between lower_80 and upper_80 as integer)) as value,
        0.7 as needed
    from {{ ref('forecast_backtest') }}
    union all
    select
        4 as stage,
        'alarms_live' as criterion,
        avg(cast(expected is not null as integer)) as value,
        0.5 as needed
    from {{ ref('theme_weeks') }}
    where week = (select max(week) from {{ ref('theme_weeks') }})

)

select
    stage,
    criterion,
    round(value, 6) as value,
    cast(needed as double) as needed,
    coalesce(value >= needed, false) as met
from criteria
