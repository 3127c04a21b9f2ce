{%- set sources = ['resolution', 'escalation', 'satisfaction'] -%}
with

run_context as (

    select
        *,
        -- A year that is judged, and the weeks that say what was usual before it.
        cast(knowledge_ends_at - interval 560 day as timestamp) as looked_from
    from {{ ref('stg_run_context') }}

),

marks as (

    select
        marks.agent_id,
        marks.reviewed_at,
        marks.review_id,
        concat_ws('|', marks.reviewer_id, marks.criterion) as cell,
        marks.value
    from {{ ref('int_review_marks') }} as marks
    cross join run_context
    where marks.method = 'human' and marks.value is not null and marks.reviewed_at >= run_context.looked_from

),

kinds as (

    select
        concat_ws('|', issue_type, complexity, customer_emotion) as cell,
        issue_type,
        complexity,
        customer_emotion,
        period,
        sum(resolved_first_contact__n) as resolution_n,
        sum(resolved_first_contact__sum) as resolution_total,
        -- Contacts that had not to be passed on. Whether one is reopened is known only weeks later.
        sum(escalated__n) as escalation_n,
        sum(escalated__n) - sum(escalated__sum) as escalation_total,
        sum(csat__n) as satisfaction_n,
        sum(csat__sum) as satisfaction_total
    from {{ ref('int_interaction_cells') }}
    group by issue_type, complexity, customer_emotion, period

),

-- What a case of the kind, or a mark of the reviewer, came to on average in the months before.
month_cells as (

    {% for source in sources %}
        select
            '{{ source }}' as source,
            cell,
            period,
            sum({{ source }}_n) as n,
            sum({{ source }}_total) as total
        from kinds
        group by cell, period
        having sum({{ source }}_n) > 0
        union all
    {% endfor %}
    select
        'reviews' as source,
        cell,
        {{ period_start('reviewed_at') }} as period,
        count(*) as n,
        sum(value) as total
    from marks
    group by cell, {{ period_start('reviewed_at') }}

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

expected_of_kinds as (

    select
        cells.issue_type,
        cells.complexity,
        cells.customer_emotion,
        expected.period,
    {% for source in sources %}
        max(expected.value) filter (expected.source = '{{ source }}') as {{ source }}{{ ',' if not loop.last }}
    {% endfor %}
    from (select distinct
        cell,
        issue_type,
        complexity,
        customer_emotion
    from kinds) as cells
    inner join expected on cells.cell = expected.cell
    where expected.source != 'reviews'
    group by cells.issue_type, cells.complexity, cells.customer_emotion, expected.period

),

-- Each contact and each answer is a piece of its own: summed in one go, however many there are.
contacts as (

    select
        interactions.agent_id,
        cast(date_trunc('week', interactions.opened_at) as date) as week,
        cast(interactions.resolved_first_contact as double) - expected.resolution as resolution,
        1 - cast(interactions.escalated as double) - expected.escalation as escalation
    from {{ ref('stg_crm__interactions') }} as interactions
    cross join run_context
    inner join expected_of_kinds as expected
        on
            interactions.issue_type is not distinct from expected.issue_type
            and interactions.complexity is not distinct from expected.complexity
            and interactions.customer_emotion is not distinct from expected.customer_emotion
            and {{ period_start('interactions.opened_at') }} = expected.period
    where interactions.opened_at >= run_context.looked_from

),

contact_sums as (

    select
        agent_id,
        week,
    {% for source in ['resolution', 'escalation'] %}
        count({{ source }}) as {{ source }}_n,
        sum({{ source }}) as {{ source }}_residual,
        sum({{ source }} * {{ source }}) as {{ source }}_squares{{ ',' if not loop.last }}
    {% endfor %}
    from contacts
    group by agent_id, week

),

answers as (

    select
        interactions.agent_id,
        cast(date_trunc('week', coalesce(surveys.responded_at, interactions.opened_at)) as date) as week,
        cast(surveys.csat as double) - expected.satisfaction as residual
    from {{ ref('stg_crm__surveys') }} as surveys
    cross join run_context
    inner join {{ ref('stg_crm__interactions') }} as interactions
        on
            surveys.interaction_id = interactions.interaction_id
            and surveys.interaction_opened_at = interactions.opened_at
    inner join expected_of_kinds as expected
        on
            interactions.issue_type is not distinct from expected.issue_type
            and interactions.complexity is not distinct from expected.complexity
            and interactions.customer_emotion is not distinct from expected.customer_emotion
            and {{ period_start('interactions.opened_at') }} = expected.period
    where interactions.opened_at >= run_context.looked_from

),

-- A review is one piece however many criteria it has: its marks go together.
reviews as (

    select
        marks.agent_id,
        cast(date_trunc('week', marks.reviewed_at) as date) as week,
        avg(marks.value - expected.value) as residual
    from marks
    inner join expected
        on
            expected.source = 'reviews'
            and marks.cell = expected.cell
            and {{ period_start('marks.reviewed_at') }} = expected.period
    where expected.value is not null
    group by marks.agent_id, cast(date_trunc('week', marks.reviewed_at) as date), marks.review_id

),

weeks as (

    {% for source in ['resolution', 'escalation'] %}
        select
            agent_id,
            week,
            '{{ source }}' as source,
            {{ source }}_n as n,
            {{ source }}_residual as residual,
            {{ source }}_squares as squares
        from contact_sums
        union all
    {% endfor %}
    {% for source, pieces in [('satisfaction', 'answers'), ('reviews', 'reviews')] %}
        select
            agent_id,
            week,
            '{{ source }}' as source,
            count(residual) as n,
            sum(residual) as residual,
            sum(residual * residual) as squares
        from {{ pieces }}
        group by agent_id, week
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    weeks.week,
    weeks.agent_id,
    weeks.source,
    weeks.n,
    round(weeks.residual, 6) as residual,
    round(weeks.squares, 6) as squares
from weeks
cross join run_context
where weeks.n > 0 and weeks.week <= cast(run_context.knowledge_ends_at - interval 7 day as date)
order by weeks.week, weeks.agent_id, weeks.source
