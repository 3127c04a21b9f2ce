with

records as (

    select * from {{ ref('month_records') }}

),

figures as (

    select * from {{ ref('month_figures') }}

),

months as (

    select
        period,
        min(config_sha256) as config_sha256
    from figures
    group by period

),

settled as (

    select * from records
    where not is_provisional

),

-- Exports may have left the first months behind: of those nothing is known any more.
known as (

    select records.*
    from records
    where records.period >= (select min(period) from months)

),

first_published as (

    select
        period,
        measure,
        config_sha256,
        is_provisional,
        min(published_as_of) as published_as_of
    from records
    group by period, measure, config_sha256, is_provisional

),

-- Whether an agent's records of a month are others than when it was published.
changed as (

    select
        settled.agent_id,
        settled.period,
        bool_or(figures.evidence is distinct from settled.evidence) as is_changed
    from settled
    inner join figures
        on
            settled.agent_id = figures.agent_id
            and settled.period = figures.period
            and settled.measure = figures.measure
            and settled.config_sha256 = figures.config_sha256
    where settled.measure = 'tier'
    group by settled.agent_id, settled.period

),

changed_since as (

    select
        agent_id,
        min(period) as first_period
    from changed
    where is_changed
    group by agent_id

),

compared as (

    select
        known.agent_id,
        known.period,
        known.measure,
        -- Who was not in the month when it was published has nothing published of it.
        case when known.published_as_of = first_published.published_as_of then known.value end as published,
        case
            when known.is_provisional and settled.agent_id is not null then settled.value
            when known.config_sha256 = coalesce(figures.config_sha256, months.config_sha256) then figures.value_today
            else figures.value
        end as restated,
        first_published.published_as_of,
        known.config_sha256,
        case
            when known.is_provisional then 'provisional'
            when known.config_sha256 <> coalesce(figures.config_sha256, months.config_sha256) then 'configuration'
            when
                figures.agent_id is null
                or known.published_as_of > first_published.published_as_of
                or changed_since.first_period <= known.period
                then 'late_data'
            else 'refit'
        end as reason
    from known
    inner join first_published
        on
            known.period = first_published.period
            and known.measure = first_published.measure
            and known.config_sha256 = first_published.config_sha256
            and known.is_provisional = first_published.is_provisional
    left join settled
        on
            known.agent_id = settled.agent_id
            and known.period = settled.period
            and known.measure = settled.measure
            and known.config_sha256 = settled.config_sha256
    left join months on known.period = months.period
    left join figures
        on
            known.agent_id = figures.agent_id
            and known.period = figures.period
            and known.measure = figures.measure
    left join changed_since on known.agent_id = changed_since.agent_id

)

select
    agent_id,
    period,
    measure,
    published,
    restated,
    round(restated - published, 6) as difference,
    published_as_of,
    reason,
    config_sha256
from compared
where
    published is distinct from restated
    and (measure = 'tier' or published is null or restated is null or round(abs(restated - published), 6) >= 0.05)
