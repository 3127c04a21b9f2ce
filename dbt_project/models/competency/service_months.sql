{%- set measures = [
    'first_response_in_time', 'resolved_first_contact', 'closed_in_time', 'handle_minutes', 'satisfied', 'complaint',
    'repeat_contact',
] -%}
with

cells as (

    select * from {{ ref('int_interaction_cells') }}

),

mark_cells as (

    select * from {{ ref('int_mark_cells') }}
    where source = 'qa/reviews'

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

run_context as (

    select
        {{ framework_number('monitoring.very_satisfied_from') }} as very_satisfied_from,
        -- Two years that are shown, and the year before that judges the first of them.
        {{ months_before('as_of_period', '36') }} as first_day
    from {{ ref('stg_run_context') }}

),

answers as (

    select
        interactions.agent_id,
        {{ period_start('interactions.opened_at') }} as period,
        cast(surveys.csat >= run_context.very_satisfied_from as integer) as is_very
    from {{ ref('stg_crm__surveys') }} as surveys
    cross join run_context
    inner join {{ ref('stg_crm__interactions') }} as interactions
        on
            surveys.interaction_id = interactions.interaction_id
            and surveys.interaction_opened_at = interactions.opened_at
    where surveys.csat is not null and interactions.opened_at >= run_context.first_day

),

evidence as (

    {% for measure in measures %}
        select
            agent_id,
            period,
            '{{ measure }}' as measure,
            sum({{ measure }}__n) as n,
            sum({{ measure }}__sum) as total,
            sum({{ measure }}__sumsq) as squares
        from cells
        group by agent_id, period
        union all
    {% endfor %}
    select
        agent_id,
        period,
        'review_mark' as measure,
        sum(n) as n,
        sum(total) as total,
        sum(total_sq) as squares
    from mark_cells
    group by agent_id, period
    union all
    select
        agent_id,
        period,
        'very_satisfied' as measure,
        count(*) as n,
        sum(is_very) as total,
        sum(is_very) as squares
    from answers
    group by agent_id, period

),

figures as (

    select
        evidence.*,
        agent_months.team_id
    from evidence
    left join agent_months
        on evidence.agent_id = agent_months.agent_id and evidence.period = agent_months.period
    where evidence.n > 0

)

-- The centre as a whole, and every team that has a name.
select
    '*' as team_id,
    period,
    measure,
    cast(sum(n) as bigint) as n,
    round(sum(total), 6) as total,
    count(distinct agent_id) as people
from figures
group by period, measure
union all
select
    team_id,
    period,
    measure,
    cast(sum(n) as bigint) as n,
    round(sum(total), 6) as total,
    count(distinct agent_id) as people
from figures
where team_id is not null
group by team_id, period, measure
order by team_id, measure, period
