with

cells as (

    select * from {{ ref('int_interaction_cells') }}

),

complaints as (

    select * from {{ ref('stg_crm__complaints') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

contacts_by_label as (

    select
        period,
        'contact' as kind,
        complexity,
        customer_emotion,
        issue_type,
        cast(null as string) as theme,
        cast(sum(interactions) as bigint) as n
    from cells
    group by period, complexity, customer_emotion, issue_type

),

-- In the month of the contact, as far as they are known: an upheld complaint, and one not yet decided.
complaints_by_theme as (

    select
        {{ period_start('complaints.interaction_opened_at') }} as period,
        'complaint' as kind,
        cast(null as string) as complexity,
        cast(null as string) as customer_emotion,
        cast(null as string) as issue_type,
        complaints.theme,
        count(*) as n
    from complaints
    cross join run_context
    where
        coalesce(complaints.upheld, true)
        and complaints.interaction_opened_at < run_context.knowledge_ends_at
    group by {{ period_start('complaints.interaction_opened_at') }}, complaints.theme

)

select * from contacts_by_label
union all
select * from complaints_by_theme
