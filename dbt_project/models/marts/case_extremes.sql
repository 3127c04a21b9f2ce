{#- Reviews that say how strict a reviewer is and what an issue type usually gets; those whose cases are talked about;
    pieces' worth of the mean that a reviewer or an issue type of few is drawn to. -#}
{%- set known_days, newest_days, prior, most_of_side, most_of_agent = 182, 28, 10, 5, 10 -%}
with

run_context as (

    select *, cast(knowledge_ends_at - interval {{ known_days }} day as timestamp) as looked_from
    from {{ ref('stg_run_context') }}

),

shifts as (

    select
        agent_id,
        min(since) as first_day,
        max(flagged_week) + 6 as last_day
    from {{ ref('agent_shifts') }}
    where is_recent
    group by agent_id

),

agents as (

    select
        agent_id,
        team_id
    from {{ ref('int_agents') }}
    where status <> 'left'

),

marks as (

    select
        marks.review_id,
        marks.interaction_id,
        marks.agent_id,
        marks.reviewer_id,
        marks.reviewed_at,
        marks.criterion,
        marks.value,
        marks.value - avg(marks.value) over (partition by marks.criterion) as above
    from {{ ref('int_review_marks') }} as marks
    cross join run_context
    where
        marks.method = 'human'
        and marks.value is not null
        and marks.interaction_id is not null
        and marks.reviewed_at >= run_context.looked_from

),

net_marks as (

    select
        *,
        above - sum(above) over (partition by reviewer_id) / (count(*) over (partition by reviewer_id) + {{ prior }})
            as net
    from marks

),

-- A contact is one case, by its first review.
reviews as (

    select
        review_id,
        interaction_id,
        agent_id,
        min(reviewed_at) as reviewed_at,
        round(avg(value), 9) as mark,
        round(avg(net), 9) as net,
        arg_min(criterion, (round(net, 9), criterion)) as weakest
    from net_marks
    group by review_id, interaction_id, agent_id
    qualify row_number() over (partition by interaction_id order by min(reviewed_at), review_id) = 1

),

contacts as (

    select
        interactions.interaction_id,
        interactions.agent_id,
        interactions.issue_type,
        interactions.opened_at,
        coalesce(interactions.escalated, false) as is_escalated,
        coalesce(interactions.reopened, false) as is_reopened,
        coalesce(not interactions.resolved_first_contact, false) as is_unsolved
    from {{ ref('stg_crm__interactions') }} as interactions
    left join shifts on interactions.agent_id = shifts.agent_id
    left join reviews on interactions.interaction_id = reviews.interaction_id
    where
        reviews.interaction_id is not null
        or cast(interactions.opened_at as date) between shifts.first_day and shifts.last_day

),

complaints as (

    select distinct interaction_id from {{ ref('stg_crm__complaints') }}

),

answers as (

    select
        interaction_id,
        min(csat) as csat
    from {{ ref('stg_crm__surveys') }}
    where csat is not null
    group by interaction_id

),

cases as (

    select
        agents.team_id,
        contacts.agent_id,
        contacts.interaction_id,
        contacts.issue_type,
        cast(contacts.opened_at as date) as opened_on,
        cast(reviews.reviewed_at as date) as reviewed_on,
        reviews.mark,
        round(
            reviews.net - sum(reviews.net) over (partition by contacts.issue_type)
            / (count(reviews.net) over (partition by contacts.issue_type) + {{ prior }}),
            9
        ) as net_mark,
        reviews.weakest,
        answers.csat,
        complaints.interaction_id is not null as has_complaint,
        contacts.is_escalated,
        contacts.is_reopened,
        contacts.is_unsolved
    from contacts
    inner join agents on contacts.agent_id = agents.agent_id
    left join reviews on contacts.interaction_id = reviews.interaction_id
    left join complaints on contacts.interaction_id = complaints.interaction_id
    left join answers on contacts.interaction_id = answers.interaction_id

),

-- Of each issue type the team's best and worst of late, then the farthest of these.
extremes as (

    select
        case when cases.net_mark > 0 then 'best' else 'worst' end as side,
        cases.*
    from cases
    cross join run_context
    where cases.net_mark <> 0 and cases.reviewed_on > run_context.as_of - {{ newest_days }}
    qualify row_number() over (
        partition by cases.team_id, side, cases.issue_type order by abs(cases.net_mark) desc, cases.interaction_id
    ) = 1

),

placed_extremes as (

    select
        *,
        row_number() over (partition by team_id, side order by abs(net_mark) desc, interaction_id) as place
    from extremes

),

flagged as (

    select
        'flagged' as side,
        cases.*
    from cases
    inner join shifts on cases.agent_id = shifts.agent_id
    where
        cases.opened_on between shifts.first_day and shifts.last_day
        and (
            cases.net_mark < 0 or cases.csat <= 2 or cases.has_complaint
            or cases.is_escalated or cases.is_reopened or cases.is_unsolved
        )

),

-- Most signs first: what several sources say is least by chance.
placed_flagged as (

    select
        *,
        row_number() over (
            partition by agent_id
            order by
                cast(has_complaint as integer) + cast(coalesce(csat <= 2, false) as integer)
                + cast(is_escalated as integer) + cast(is_reopened as integer) + cast(is_unsolved as integer)
                + cast(coalesce(net_mark < 0, false) as integer) desc,
                coalesce(net_mark, 0) asc,
                opened_on desc,
                interaction_id asc
        ) as place
    from flagged

),

kept as (

    select * from placed_extremes
    where place <= {{ most_of_side }}
    union all
    select * from placed_flagged
    where place <= {{ most_of_agent }}

)

select
    side,
    team_id,
    cast(place as integer) as place,
    agent_id,
    interaction_id,
    issue_type,
    opened_on,
    reviewed_on,
    mark,
    net_mark,
    weakest,
    cast(csat as integer) as csat,
    has_complaint,
    is_escalated,
    is_reopened,
    is_unsolved
from kept
