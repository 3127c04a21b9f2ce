with

-- Sums are told to four decimals: in which order they were added up must not show.
contacts as (

    select
        agent_id,
        period,
        'contact|' || concat_ws('|', issue_type, complexity, customer_emotion, channel, *columns('__')) as told
    from (
        select
            agent_id,
            period,
            issue_type,
            complexity,
            customer_emotion,
            channel,
            columns('__n$'),
            round(columns('__sum$'), 4)
        from {{ ref('int_interaction_cells') }}
    ) as cells

),

marks as (

    select
        agent_id,
        period,
        'mark|' || concat_ws(
            '|', source, measure, rater_id, issue_type, complexity, customer_emotion, channel, n, round(total, 4)
        ) as told
    from {{ ref('int_mark_cells') }}

),

failures as (

    select
        agent_id,
        period,
        'failures|' || n_reviews || '|' || n_critical as told
    from {{ ref('int_critical_failures') }}

),

roster as (

    select
        agent_id,
        period,
        'roster|' || concat_ws('|', team_id, role, mentor_id, tenure_months, is_active) as told
    from {{ ref('int_agent_months') }}

),

everything as (

    select * from contacts
    union all
    select * from marks
    union all
    select * from failures
    union all
    select * from roster

)

-- Whatever the order of the rows.
select
    agent_id,
    period,
    format('{:x}', bit_xor(md5_number(told))) as evidence
from everything
group by agent_id, period
