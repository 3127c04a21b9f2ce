with

complaints as (

    select * from {{ ref('stg_crm__complaints') }}

),

interactions as (

    select * from {{ ref('stg_crm__interactions') }}

),

run_context as (

    select
        knowledge_ends_at,
        {{ framework_number('repeat_contact_days') }} * 86400 as repeat_seconds
    from {{ ref('stg_run_context') }}

),

contacts as (

    select
        complaints.complaint_id,
        complaints.interaction_id,
        complaints.raised_at,
        interactions.customer_id,
        interactions.issue_type,
        run_context.repeat_seconds
    from complaints
    inner join interactions
        on
            complaints.interaction_id = interactions.interaction_id
            and complaints.interaction_opened_at = interactions.opened_at
    cross join run_context
    -- Of the last days it is too early to tell.
    where
        interactions.customer_id is not null
        and interactions.issue_type is not null
        and {{ seconds_between('complaints.raised_at', 'run_context.knowledge_ends_at') }} >= run_context.repeat_seconds

),

back as (

    select distinct contacts.complaint_id
    from contacts
    inner join interactions
        on
            contacts.customer_id = interactions.customer_id
            and contacts.issue_type = interactions.issue_type
            and contacts.interaction_id <> interactions.interaction_id
    where
        interactions.opened_at > contacts.raised_at
        and {{ seconds_between('contacts.raised_at', 'interactions.opened_at') }} <= contacts.repeat_seconds

),

-- In the month a complaint was raised; where nobody noted it, in that of the contact.
sets as (

    select
        {{ period_start('coalesce(complaints.raised_at, complaints.interaction_opened_at)') }} as period,
        complaints.causes,
        complaints.theme,
        count(*) as complaints,
        count(contacts.complaint_id) as back_known,
        count(back.complaint_id) as back,
        cast(0 as bigint) as contacts
    from complaints
    left join contacts on complaints.complaint_id = contacts.complaint_id
    left join back on complaints.complaint_id = back.complaint_id
    group by
        {{ period_start('coalesce(complaints.raised_at, complaints.interaction_opened_at)') }},
        complaints.causes, complaints.theme

),

contacts_by_month as (

    select
        {{ period_start('opened_at') }} as period,
        cast(null as string) as causes,
        cast(null as string) as theme,
        cast(0 as bigint) as complaints,
        cast(0 as bigint) as back_known,
        cast(0 as bigint) as back,
        count(*) as contacts
    from interactions
    group by {{ period_start('opened_at') }}

)

select * from sets
where period is not null
union all
select * from contacts_by_month
order by period, causes, theme, contacts
