with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

asked as (

    select
        framework_tiers.tier,
        framework_tiers.composite_cut,
        {{ json_text('run_context.framework_json', '$.returns.proficiency.cohort') }} as cohort_length,
        run_context.as_of
    from run_context
    inner join {{ ref('framework_tiers') }} as framework_tiers
        on framework_tiers.tier_key = {{ json_text('run_context.framework_json', '$.returns.proficiency.tier') }}

),

ladder as (

    select * from {{ ref('agent_ladder') }}

),

composites as (

    select * from {{ ref('agent_composites') }}

),

roster as (

    select * from {{ ref('int_agent_months') }}

),

-- A person's first day and last one known.
people as (

    select
        agent_id,
        max_by(hire_date, period) as hire_date,
        max_by(tenure_starts_on, period) as starts_on,
        max(left_on) as left_on
    from roster
    group by agent_id
    having max_by(hire_date, period) is not null

),

shown as (

    select
        ladder.agent_id,
        ladder.period,
        'told' as measure,
        ladder.tier >= asked.tier as is_shown
    from ladder
    cross join asked
    where ladder.tier is not null
    union all
    select
        composites.agent_id,
        composites.period,
        'scored' as measure,
        composites.composite >= asked.composite_cut as is_shown
    from composites
    cross join asked
    where composites.composite is not null

),

data_begins as (

    select min(period) as begins_on from shown

),

-- Proficient is who is so in two known months running; of the last known month that cannot be told yet.
confirmed as (

    select
        shown.agent_id,
        shown.measure,
        shown.period,
        people.hire_date,
        people.starts_on,
        people.left_on,
        shown.is_shown
        and lead(shown.is_shown) over (partition by shown.agent_id, shown.measure order by shown.period) as is_reached,
        greatest(
            date_diff('day', people.starts_on, cast(shown.period + interval 1 month as date)), 1
        ) / 30.4375 as months
    from shown
    inner join people on shown.agent_id = people.agent_id

),

known as (

    select
        *,
        min(period) filter (where is_reached) over (partition by agent_id, measure) as reached_period,
        min(months) over (partition by agent_id, measure) as first_months
    from confirmed
    where is_reached is not null

),

spans as (

    select
        agent_id,
        measure,
        any_value(hire_date) as hire_date,
        any_value(starts_on) as starts_on,
        any_value(left_on) as left_on,
        any_value(reached_period) as reached_period,
        any_value(first_months) as first_months,
        coalesce(max(months) filter (where reached_period is null or period < reached_period), 0) as lower_months,
        min(months) filter (where is_reached) as upper_months
    from known
    group by agent_id, measure

)

select
    spans.agent_id,
    spans.measure,
    cast(spans.hire_date as date) as hire_date,
    case asked.cohort_length
        when 'quarter' then concat(year(spans.hire_date), '-Q', quarter(spans.hire_date))
        else concat(year(spans.hire_date), '-H', case when month(spans.hire_date) <= 6 then 1 else 2 end)
    end as cohort,
    -- Who was there before the data began counts from the first month seen: earlier it cannot be told.
    round(case when spans.starts_on < data_begins.begins_on then spans.first_months else 0 end, 6) as entered_months,
    round(spans.lower_months, 6) as lower_months,
    round(spans.upper_months, 6) as upper_months,
    spans.reached_period,
    case
        when spans.starts_on < data_begins.begins_on and spans.upper_months <= spans.first_months then 'before'
        when spans.upper_months is not null then 'reached'
        when spans.left_on <= asked.as_of then 'left'
        else 'open'
    end as state
from spans
cross join asked
cross join data_begins
