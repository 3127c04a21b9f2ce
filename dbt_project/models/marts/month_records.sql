with

run_context as (

    select as_of from {{ ref('stg_run_context') }}

),

previous as (

    select * from {{ ref('stg_previous__month_records') }}

),

figures as (

    select * from {{ ref('month_figures') }}

),

-- Where a source had to be done without, the next run may mend it: nothing is settled by it.
mode as (

    select
        count(*) filter (
            where code in (
                'failed_file',
                'failed_table',
                'future_rows',
                'last_snapshot',
                'late_source',
                'lost_column',
                'lost_table',
                'snapshot_failed',
                'too_much_lost'
            )
        ) > 0 as is_provisional,
        count(*) filter (where code = 'frozen') > 0 as is_frozen
    from {{ ref('run_mode') }}

),

-- Tiers of a freeze are decided, whatever else is amiss.
offered as (

    select
        figures.agent_id,
        figures.period,
        figures.measure,
        figures.value,
        figures.evidence,
        figures.config_sha256,
        run_context.as_of as published_as_of,
        mode.is_provisional and not (mode.is_frozen and figures.measure = 'tier') as is_provisional
    from figures
    cross join run_context
    cross join mode
    where last_day(figures.period) <= run_context.as_of

),

-- A month goes on record with its first result after its last day, once for each configuration. Of a provisional one
-- the first publication stays as well, to hold what settles it against it.
added as (

    select offered.*
    from offered
    anti join previous
        on
            offered.agent_id = previous.agent_id
            and offered.period = previous.period
            and offered.measure = previous.measure
            and offered.config_sha256 = previous.config_sha256
            and (offered.is_provisional or not previous.is_provisional)

)

select * from previous
union all
select * from added
