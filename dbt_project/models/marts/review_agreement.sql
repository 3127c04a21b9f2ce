with

-- Critical failures too: it matters most whether the machine sees those.
review_marks as (

    select * from {{ ref('int_review_marks') }}

),

by_criterion as (

    select
        criterion,
        count(case when method = 'human' then value end) as n_human,
        count(case when method = 'auto' then value end) as n_auto,
        avg(case when method = 'human' then value end) as mean_human,
        avg(case when method = 'auto' then value end) as mean_auto
    from review_marks
    group by criterion

),

contacts as (

    select
        criterion,
        interaction_id,
        avg(case when method = 'human' then value end) as human,
        avg(case when method = 'auto' then value end) as machine
    from review_marks
    where interaction_id is not null
    group by criterion, interaction_id

),

on_contacts as (

    select
        criterion,
        count(*) as n_both,
        avg(machine - human) as mean_difference,
        avg(abs(machine - human)) as mean_absolute_difference,
        {{ correlation('human', 'machine') }} as correlation
    from contacts
    where human is not null and machine is not null
    group by criterion

),

-- Contacts that both reviewed may be few or none; whom they think good can be compared all the same.
agents as (

    select
        criterion,
        agent_id,
        avg(case when method = 'human' then value end) as human,
        avg(case when method = 'auto' then value end) as machine
    from review_marks
    group by criterion, agent_id
    having count(case when method = 'human' then 1 end) >= 3 and count(case when method = 'auto' then 1 end) >= 3

),

on_agents as (

    select
        criterion,
        count(*) as agents_both,
        {{ correlation('human', 'machine') }} as agent_correlation
    from agents
    group by criterion

)

select
    by_criterion.criterion,
    cast(by_criterion.n_human as bigint) as n_human,
    cast(by_criterion.n_auto as bigint) as n_auto,
    cast(coalesce(on_contacts.n_both, 0) as bigint) as n_both,
    round(by_criterion.mean_human, 6) as mean_human,
    round(by_criterion.mean_auto, 6) as mean_auto,
    round(on_contacts.mean_difference, 6) as mean_difference,
    round(on_contacts.mean_absolute_difference, 6) as mean_absolute_difference,
    round(on_contacts.correlation, 6) as correlation,
    cast(coalesce(on_agents.agents_both, 0) as bigint) as agents_both,
    round(on_agents.agent_correlation, 6) as agent_correlation
from by_criterion
left join on_contacts on by_criterion.criterion = on_contacts.criterion
left join on_agents on by_criterion.criterion = on_agents.criterion
