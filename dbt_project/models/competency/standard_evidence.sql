with

scopes as (

    select * from {{ ref('standard_scopes') }}

),

mark_cells as (

    select * from {{ ref('int_mark_cells') }}

),

ladder as (

    select * from {{ ref('placed_agents') }}

),

agent_months as (

    select * from {{ ref('int_agent_months') }}

),

-- Once over the cells, and only then measure by measure.
kinds as (

    select
        agent_id,
        period,
        channel,
        issue_type,
        unnest([
            {% call(measure) each_contact_measure() -%}
                {'measure': '{{ measure }}', 'n': sum({{ measure }}__n), 'total': sum({{ measure }}__sum)}
            {%- endcall %}
        ]) as figures
    from {{ ref('int_interaction_cells') }}
    group by agent_id, period, channel, issue_type

),

-- The standard that held on the first day of the month.
contacts as (

    select
        scopes.standard,
        scopes.valid_from,
        kinds.agent_id,
        kinds.period,
        sum(kinds.figures.n) as n,
        sum(kinds.figures.total) as total
    from kinds
    inner join scopes
        on
            scopes.source = 'crm/interactions'
            and kinds.figures.measure = scopes.measure
            and kinds.channel is not distinct from scopes.channel
            and kinds.issue_type is not distinct from scopes.issue_type
            and kinds.period >= scopes.valid_from
            and kinds.period < coalesce(scopes.valid_to, date '2100-01-01')
    group by scopes.standard, scopes.valid_from, kinds.agent_id, kinds.period

),

marks as (

    select
        scopes.standard,
        scopes.valid_from,
        mark_cells.agent_id,
        mark_cells.period,
        sum(mark_cells.n) as n,
        sum(mark_cells.total) as total
    from mark_cells
    inner join scopes
        on
            mark_cells.source = scopes.source
            and mark_cells.measure = scopes.measure
            and mark_cells.channel is not distinct from scopes.channel
            and mark_cells.issue_type is not distinct from scopes.issue_type
            and mark_cells.period >= scopes.valid_from
            and mark_cells.period < coalesce(scopes.valid_to, date '2100-01-01')
    group by scopes.standard, scopes.valid_from, mark_cells.agent_id, mark_cells.period

),

evidence as (

    select * from contacts
    union all
    select * from marks

)

select
    evidence.standard,
    evidence.valid_from,
    evidence.agent_id,
    evidence.period,
    agent_months.team_id,
    ladder.tier,
    evidence.n,
    round(evidence.total, 6) as total
from evidence
left join agent_months
    on evidence.agent_id = agent_months.agent_id and evidence.period = agent_months.period
left join ladder
    on evidence.agent_id = ladder.agent_id and evidence.period = ladder.period
where evidence.n > 0
order by evidence.standard, evidence.valid_from, evidence.agent_id, evidence.period
