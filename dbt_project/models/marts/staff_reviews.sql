with

editions as (

    select * from {{ ref('stg_framework_editions') }}

),

agent_ladder as (

    select * from {{ ref('agent_ladder') }}

),

agent_indicators as (

    select * from {{ ref('agent_indicators') }}

),

dimension_weights as (

    select * from {{ ref('dimension_weights') }}

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

new_hires as (

    select * from {{ ref('new_hires') }}

),

groups as (

    select
        editions.effective_from,
        editions.effective_to,
        names.seniority,
        json_extract(editions.framework_json, '$.staff_groups.' || names.seniority) as rules
    from editions
    cross join (values ('new'), ('in_service'), ('backbone')) as names (seniority)

),

staff_groups as (

    select
        effective_from,
        effective_to,
        seniority,
        rules ->> '$.gate' as gate,
        cast(rules ->> '$.quality' as double) as quality_share,
        cast(rules ->> '$.tests' as double) as tests_share,
        cast(rules ->> '$.mentees' as double) as mentees_share
    from groups

),

items as (

    select
        edition,
        effective_from,
        effective_to,
        unnest(json_extract(framework_json, '$.indicators[*]')) as item
    from editions

),

indicators as (

    select
        effective_from,
        effective_to,
        item ->> '$.key' as indicator,
        item ->> '$.source' as source,
        cast(item ->> '$.weight' as double)
        / sum(cast(item ->> '$.weight' as double)) over (partition by edition, item ->> '$.dimension') as weight
    from items
    where cast(item ->> '$.enabled' as boolean) and cast(item ->> '$.weight' as double) > 0

),

scores as (

    select
        agent_indicators.agent_id,
        agent_indicators.period,
        agent_indicators.score,
        indicators.source = 'lms/assessments' as is_test,
        dimension_weights.weight * indicators.weight as weight
    from agent_indicators
    inner join indicators
        on
            agent_indicators.indicator = indicators.indicator
            and agent_indicators.period >= indicators.effective_from
            and agent_indicators.period < indicators.effective_to
    inner join dimension_weights
        on
            agent_indicators.period = dimension_weights.period
            and agent_indicators.dimension = dimension_weights.dimension
    where
        agent_indicators.score is not null
        and indicators.source in ('qa/reviews', 'crm/interactions', 'lms/assessments')

),

means as (

    select
        agent_id,
        period,
        sum(case when not is_test then weight * score end)
        / nullif(sum(case when not is_test then weight end), 0) as quality,
        sum(case when is_test then weight * score end) / nullif(sum(case when is_test then weight end), 0) as tests
    from scores
    group by agent_id, period

),

periods as (

    select distinct period from agent_ladder

),

-- Who was guided in the twelve months to the month, as the ladder counts it.
guided as (

    select distinct
        agent_months.mentor_id as agent_id,
        agent_months.agent_id as mentee_id,
        periods.period
    from periods
    inner join agent_months
        on
            periods.period >= agent_months.period
            and periods.period < agent_months.period + interval 12 month
    where agent_months.mentor_id <> agent_months.agent_id

),

tiers as (

    select
        agent_id,
        period,
        tier
    from agent_ladder
    where tier is not null

),

-- The newest tier each of them has had by then.
reached as (

    select
        guided.agent_id,
        guided.period,
        guided.mentee_id,
        max_by(tiers.tier, tiers.period) as tier
    from guided
    inner join tiers on guided.mentee_id = tiers.agent_id and guided.period >= tiers.period
    group by guided.agent_id, guided.period, guided.mentee_id

),

-- What the top tier asks of mentees; without such a gate, one who is executing.
mentee_rules as (

    select
        effective_from,
        effective_to,
        coalesce(cast(framework_json ->> '$.ladder.tiers[4].mentees.minimum' as integer), 1) as minimum,
        coalesce(
            list_position(
                json_extract_string(framework_json, '$.ladder.tiers[*].key'),
                framework_json ->> '$.ladder.tiers[4].mentees.tier'
            ),
            2
        ) as tier
    from editions

),

mentees as (

    select
        reached.agent_id,
        reached.period,
        case
            when count(*) >= max(mentee_rules.minimum)
                then 100 * avg(case when reached.tier >= mentee_rules.tier then 1.0 else 0 end)
        end as mentees
    from reached
    inner join mentee_rules
        on reached.period >= mentee_rules.effective_from and reached.period < mentee_rules.effective_to
    group by reached.agent_id, reached.period

),

components as (

    select
        agent_ladder.agent_id,
        agent_ladder.period,
        agent_ladder.seniority,
        staff_groups.gate,
        means.quality,
        means.tests,
        mentees.mentees,
        case when staff_groups.gate is null then staff_groups.quality_share end as quality_share,
        case when staff_groups.gate is null then staff_groups.tests_share end as tests_share,
        case when staff_groups.gate is null then staff_groups.mentees_share end as mentees_share,
        -- The gate is told for the run's new hires, as it stands now: not passed now is not passed before.
        case
            when not new_hires.on_duty then 'not_passed'
            when new_hires.on_duty and agent_ladder.period = (select max(period) from periods) then 'passed'
            else 'unknown'
        end as gate_state
    from agent_ladder
    left join staff_groups
        on
            agent_ladder.seniority = staff_groups.seniority
            and agent_ladder.period >= staff_groups.effective_from
            and agent_ladder.period < staff_groups.effective_to
    left join means on agent_ladder.agent_id = means.agent_id and agent_ladder.period = means.period
    left join mentees on agent_ladder.agent_id = mentees.agent_id and agent_ladder.period = mentees.period
    left join new_hires on agent_ladder.agent_id = new_hires.agent_id

),

checked as (

    select
        *,
        nullif(
            concat_ws(
                ', ',
                case when quality_share > 0 and quality is null then 'quality' end,
                case when tests_share > 0 and tests is null then 'tests' end,
                case when mentees_share > 0 and mentees is null then 'mentees' end
            ),
            ''
        ) as missing
    from components

)

select
    agent_id,
    period,
    seniority,
    round(quality, 6) as quality,
    round(tests, 6) as tests,
    round(mentees, 6) as mentees,
    quality_share,
    tests_share,
    mentees_share,
    case
        when missing is null
            then round(
                quality_share * coalesce(quality, 0)
                + tests_share * coalesce(tests, 0)
                + mentees_share * coalesce(mentees, 0),
                6
            )
    end as review_score,
    case
        when gate is not null then gate_state
        when quality_share is null then 'unknown'
        when missing is not null then 'incomplete'
        else 'complete'
    end as state,
    missing
from checked
