with

complaints as (

    select * from {{ ref('stg_crm__complaints') }}

),

interactions as (

    select * from {{ ref('stg_crm__interactions') }}

),

run_context as (

    select * from {{ ref('stg_run_context') }}

),

-- In the week a complaint was raised; where nobody noted it, in that of the contact.
complaints_by_week as (

    select
        cast(date_trunc('week', coalesce(raised_at, interaction_opened_at)) as date) as week,
        coalesce(theme, '?') as theme,
        count(*) as complaints,
        cast(0 as bigint) as contacts
    from complaints
    group by cast(date_trunc('week', coalesce(raised_at, interaction_opened_at)) as date), coalesce(theme, '?')

),

contacts_by_week as (

    select
        cast(date_trunc('week', opened_at) as date) as week,
        cast(null as string) as theme,
        cast(0 as bigint) as complaints,
        count(*) as contacts
    from interactions
    group by cast(date_trunc('week', opened_at) as date)

),

weeks as (

    select * from complaints_by_week
    union all
    select * from contacts_by_week

)

-- Whole weeks only: half a week would look like a quiet one.
select weeks.*
from weeks
cross join run_context
where weeks.week <= cast(run_context.knowledge_ends_at - interval 7 day as date)
