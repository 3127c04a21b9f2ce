with

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

composites as (

    select * from {{ ref('composed_scores') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- Somebody may have a mentor for the business and another for service (S2-051).
guided as (

    select
        mentor_id,
        'business' as mentor_role,
        agent_id as mentee_id,
        period,
        hire_date
    from agent_months
    where mentor_id <> agent_id
    union all
    select
        service_mentor_id as mentor_id,
        'service' as mentor_role,
        agent_id as mentee_id,
        period,
        hire_date
    from agent_months
    where service_mentor_id <> agent_id

),

pairs as (

    select
        mentor_id,
        mentor_role,
        mentee_id,
        min(period) as first_period,
        greatest(min(period), coalesce(min(hire_date), min(period))) as starts_on
    from guided
    group by mentor_id, mentor_role, mentee_id

),

-- The day somebody left; without one, the end of the last month they worked.
newest as (

    select
        agent_id,
        max(left_on) as left_on,
        max(case when is_active then period end) as last_period
    from agent_months
    group by agent_id

),

ends as (

    select
        newest.agent_id,
        coalesce(
            newest.left_on,
            case
                when newest.last_period < run_context.as_of_period
                    then cast(newest.last_period + interval 1 month as date)
            end
        ) as ended_on
    from newest
    cross join run_context

),

changes as (

    select
        composites.agent_id,
        cast(composites.period as date) as period,
        composites.composite - before.composite as change,
        case
            when agent_months.tenure_months is null then 'unknown'
            when agent_months.tenure_months < 3 then '0'
            when agent_months.tenure_months < 6 then '3'
            when agent_months.tenure_months < 12 then '6'
            when agent_months.tenure_months < 24 then '12'
            else '24'
        end as tenure
    from composites
    inner join composites as before
        on
            composites.agent_id = before.agent_id
            and cast(composites.period as date) = cast(before.period + interval 1 month as date)
    inner join agent_months
        on composites.agent_id = agent_months.agent_id and cast(composites.period as date) = agent_months.period
    where composites.composite is not null and before.composite is not null

),

expected as (

    select
        tenure,
        avg(change) as change
    from changes
    group by tenure

),

-- What a mentee gained beyond people of the same tenure, from the month after mentoring began.
growth as (

    select
        pairs.mentor_id,
        pairs.mentor_role,
        pairs.mentee_id,
        sum(changes.change - expected.change) as growth,
        count(*) as growth_months
    from pairs
    cross join run_context
    inner join guided
        on
            pairs.mentor_id = guided.mentor_id
            and pairs.mentor_role = guided.mentor_role
            and pairs.mentee_id = guided.mentee_id
    inner join changes on guided.mentee_id = changes.agent_id and guided.period = changes.period
    inner join expected on changes.tenure = expected.tenure
    where {{ calendar_months('pairs.first_period', 'guided.period') }} between 1 and run_context.growth_months
    group by pairs.mentor_id, pairs.mentor_role, pairs.mentee_id

)

select
    pairs.mentor_id,
    pairs.mentor_role,
    pairs.mentee_id,
    pairs.starts_on,
    -- Too early to say until the months are over.
    case
        when pairs.starts_on <= {{ months_before('run_context.as_of', 'run_context.retention_months') }}
            then
                case
                    when ends.ended_on is null then 1.0
                    when pairs.starts_on <= {{ months_before('ends.ended_on', 'run_context.retention_months') }}
                        then 1.0
                    else 0.0
                end
    end as stayed,
    round(growth.growth, 6) as growth,
    growth.growth_months
from pairs
cross join run_context
left join ends on pairs.mentee_id = ends.agent_id
left join growth
    on
        pairs.mentor_id = growth.mentor_id
        and pairs.mentor_role = growth.mentor_role
        and pairs.mentee_id = growth.mentee_id
