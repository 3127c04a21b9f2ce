with

parts as (

    select * from {{ ref('stg_landed_parts') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

editions as (

    select * from {{ ref('stg_framework_editions') }}

),

targets as (

    select * from {{ ref('int_response_targets') }}

),

months as (

    select distinct
        parts.period,
        cast(parts.period + interval 1 month as date) as ends_on
    from parts
    cross join run_context
    where parts.source_table = 'crm/interactions' and parts.period < run_context.knowledge_ends_at

),

-- A configuration holds for whole months.
in_force as (

    select
        months.period,
        months.ends_on,
        editions.*
    from months
    inner join editions on months.period >= editions.effective_from and months.period < editions.effective_to

),

-- How long after its end the contacts of a month still change by themselves: until closed too late, or repeated.
reaches as (

    select
        period,
        edition,
        cast(
            ends_on + cast(ceil(greatest(closure_hours / 24, repeat_contact_days, 0)) as integer) as timestamp
        ) as settles_at
    from in_force

),

answers as (

    select
        interaction_period as period,
        source_table,
        part,
        cast(period + interval 1 month as timestamp) as settles_at
    from parts
    where source_table in ('crm/surveys', 'crm/complaints') and interaction_period is not null

),

told as (

    select
        months.period,
        concat('contacts ', parts.part) as told
    from months
    inner join parts on months.period = parts.period
    where parts.source_table = 'crm/interactions'
    union
    select
        months.period,
        concat('repeats ', parts.part) as told
    from months
    inner join reaches on months.period = reaches.period
    inner join parts on months.ends_on <= parts.period and reaches.settles_at > parts.period
    where parts.source_table = 'crm/interactions'
    union
    select
        period,
        concat(source_table, ' ', part) as told
    from answers
    union
    select
        period,
        concat_ws(
            '|', 'edition', satisfied_from, promoter_from, closure_hours, repeat_contact_days,
            default_response_seconds
        ) as told
    from in_force
    union
    select
        in_force.period,
        concat_ws('|', 'target', targets.channel, targets.first_response_seconds) as told
    from in_force
    inner join targets on in_force.edition = targets.edition
    union
    select
        period,
        'code {{ code_hash() }}' as told
    from months

),

fingerprints as (

    select
        period,
        {{ hash_of_rows('told') }} as built_from
    from told
    group by period

),

last_answers as (

    select
        period,
        max(settles_at) as settles_at
    from answers
    group by period

)

select
    months.period,
    reaches.edition,
    fingerprints.built_from,
    greatest(reaches.settles_at, last_answers.settles_at) as settles_at
from months
inner join fingerprints on months.period = fingerprints.period
inner join reaches on months.period = reaches.period
left join last_answers on months.period = last_answers.period
