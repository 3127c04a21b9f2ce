with

run_context as (

    select
        *,
        -- A year that is judged, and the weeks that say what was usual before it.
        cast(knowledge_ends_at - interval 560 day as timestamp) as looked_from
    from {{ ref('stg_run_context') }}

),

interactions as (

    select interactions.*
    from {{ ref('stg_crm__interactions') }} as interactions
    cross join run_context
    where interactions.opened_at >= run_context.looked_from

),

surveys as (

    select * from {{ ref('stg_crm__surveys') }}

),

marks as (

    select marks.*
    from {{ ref('int_review_marks') }} as marks
    cross join run_context
    where marks.method = 'human' and marks.value is not null and marks.reviewed_at >= run_context.looked_from

),

resolved as (

    select
        'resolution' as source,
        agent_id,
        opened_at as happened_at,
        interaction_id as piece,
        concat_ws('|', issue_type, complexity, customer_emotion) as cell,
        cast(resolved_first_contact as double) as value
    from interactions
    where resolved_first_contact is not null

),

-- Contacts that had not to be passed on. Whether one is reopened is known only weeks later.
kept as (

    select
        'escalation' as source,
        agent_id,
        opened_at as happened_at,
        interaction_id as piece,
        concat_ws('|', issue_type, complexity, customer_emotion) as cell,
        1 - cast(escalated as double) as value
    from interactions
    where escalated is not null

),

satisfied as (

    select
        'satisfaction' as source,
        interactions.agent_id,
        coalesce(surveys.responded_at, interactions.opened_at) as happened_at,
        surveys.survey_id as piece,
        concat_ws('|', interactions.issue_type, interactions.complexity, interactions.customer_emotion) as cell,
        cast(surveys.csat as double) as value
    from surveys
    inner join interactions on surveys.interaction_id = interactions.interaction_id
    where surveys.csat is not null

),

reviewed as (

    select
        'reviews' as source,
        agent_id,
        reviewed_at as happened_at,
        review_id as piece,
        concat_ws('|', reviewer_id, criterion) as cell,
        value
    from marks

),

evidence as (

    select * from resolved
    union all
    select * from kept
    union all
    select * from satisfied
    union all
    select * from reviewed

),

-- What a case of the kind, or a mark of the reviewer, came to on average in the months before.
month_cells as (

    select
        source,
        cell,
        {{ period_start('happened_at') }} as period,
        count(*) as n,
        sum(value) as total
    from evidence
    group by source, cell, {{ period_start('happened_at') }}

),

month_sources as (

    select
        source,
        period,
        sum(sum(total)) over earlier / sum(sum(n)) over earlier as mean_before
    from month_cells
    group by source, period
    window earlier as (partition by source order by period rows between unbounded preceding and 1 preceding)

),

cells as (

    select distinct
        source,
        cell
    from month_cells

),

-- Every cell in every month: one that was quiet is still known by what went before.
grid as (

    select
        cells.source,
        cells.cell,
        month_sources.period,
        month_sources.mean_before,
        coalesce(month_cells.n, 0) as n,
        coalesce(month_cells.total, 0) as total
    from cells
    inner join month_sources on cells.source = month_sources.source
    left join month_cells
        on
            cells.source = month_cells.source
            and cells.cell = month_cells.cell
            and month_sources.period = month_cells.period

),

expected as (

    select
        source,
        cell,
        period,
        -- Ten pieces' worth of the mean of all: a cell of few is not taken at its word.
        (coalesce(sum(total) over earlier, 0) + 10 * mean_before)
        / (coalesce(sum(n) over earlier, 0) + 10) as value
    from grid
    window earlier as (partition by source, cell order by period rows between unbounded preceding and 1 preceding)

),

-- A review is one piece however many criteria it has: its marks go together.
pieces as (

    select
        evidence.source,
        evidence.agent_id,
        cast(date_trunc('week', evidence.happened_at) as date) as week,
        evidence.piece,
        avg(evidence.value - expected.value) as residual
    from evidence
    inner join expected
        on
            evidence.source = expected.source
            and evidence.cell = expected.cell
            and {{ period_start('evidence.happened_at') }} = expected.period
    where expected.value is not null
    group by evidence.source, evidence.agent_id, cast(date_trunc('week', evidence.happened_at) as date), evidence.piece

)

select
    pieces.week,
    pieces.agent_id,
    pieces.source,
    count(*) as n,
    round(sum(pieces.residual), 6) as residual,
    round(sum(pieces.residual * pieces.residual), 6) as squares
from pieces
cross join run_context
where pieces.week <= cast(run_context.knowledge_ends_at - interval 7 day as date)
group by pieces.week, pieces.agent_id, pieces.source
order by pieces.week, pieces.agent_id, pieces.source
