with

run_context as (

    select as_of from {{ ref('stg_run_context') }}

),

previous as (

    select * from {{ ref('stg_previous__month_records') }}

),

figures as (

    select * from {{ ref('int_month_figures') }}

),

-- Where a source had to be done without, the next run may mend it: nothing is settled by it.
run_is_whole as (

    select count(*) = 0 as is_whole
    from {{ ref('run_mode') }}
    where
        code in (
            'failed_file',
            'failed_table',
            'future_rows',
            'last_snapshot',
            'lost_column',
            'snapshot_failed',
            'too_much_lost'
        )

),

standing as (

    select previous.*
    from previous
    cross join run_is_whole
    where not previous.is_provisional or not run_is_whole.is_whole

),

-- A month goes on record with its first result after its last day, once for each configuration.
added as (

    select
        figures.agent_id,
        figures.period,
        figures.measure,
        figures.value,
        figures.evidence,
        figures.config_sha256,
        run_context.as_of as published_as_of,
        not run_is_whole.is_whole as is_provisional
    from figures
    cross join run_context
    cross join run_is_whole
    left join standing
        on
            figures.agent_id = standing.agent_id
            and figures.period = standing.period
            and figures.measure = standing.measure
            and figures.config_sha256 = standing.config_sha256
    where last_day(figures.period) <= run_context.as_of and standing.agent_id is null

)

select * from standing
union all
select * from added
