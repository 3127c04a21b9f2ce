with

previous as (

    select * from {{ ref('stg_previous__month_records') }}

),

month_records as (

    select * from {{ ref('month_records') }}

),

-- Of what a provisional month is replaced by, its first publication is what people have seen.
records as (

    select * from previous
    union all
    select month_records.*
    from month_records
    anti join previous
        on
            month_records.agent_id = previous.agent_id
            and month_records.period = previous.period
            and month_records.measure = previous.measure
            and month_records.config_sha256 = previous.config_sha256

),

figures as (

    select * from {{ ref('int_month_figures') }}

),

months as (

    select
        period,
        min(config_sha256) as config_sha256
    from figures
    group by period

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
        config_sha256,
        min(published_as_of) as published_as_of
    from records
    group by period, config_sha256

),

-- Whether an agent's records of a month are others than when it was published.
changed as (

    select
        records.agent_id,
        records.period,
        bool_or(figures.evidence is distinct from records.evidence) as is_changed
    from records
    inner join figures
        on
            records.agent_id = figures.agent_id
            and records.period = figures.period
            and records.measure = figures.measure
            and records.config_sha256 = figures.config_sha256
    where records.measure = 'tier'
    group by records.agent_id, records.period

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
            when known.config_sha256 = coalesce(figures.config_sha256, months.config_sha256) then figures.value_today
            else figures.value
        end as restated,
        first_published.published_as_of,
        known.config_sha256,
        case
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
        on known.period = first_published.period and known.config_sha256 = first_published.config_sha256
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
