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

-- A month goes on record with its first result after its last day, once for each configuration.
added as (

    select
        figures.agent_id,
        figures.period,
        figures.measure,
        figures.value,
        figures.evidence,
        figures.config_sha256,
        run_context.as_of as published_as_of
    from figures
    cross join run_context
    left join previous
        on
            figures.agent_id = previous.agent_id
            and figures.period = previous.period
            and figures.measure = previous.measure
            and figures.config_sha256 = previous.config_sha256
    where last_day(figures.period) <= run_context.as_of and previous.agent_id is null

)

select * from previous
union all
select * from added
