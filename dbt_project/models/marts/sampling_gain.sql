with

agents as (

    select * from {{ ref('sampling_agents') }}
    where std_error_before is not null

),

of_groups as (

    select
        'all' as agents_of,
        agents.*
    from agents
    union all
    select
        'widest_quarter' as agents_of,
        agents.*
    from agents
    where is_widest

)

select
    agents_of,
    cast(count(*) as integer) as n_agents,
    cast(sum(drawn) as integer) as n_reviews,
    sum(expected_at_random) as n_reviews_random,
    round(avg(width_before), 6) as width_before,
    round(avg(width_after), 6) as width_after,
    round(avg(width_random), 6) as width_random,
    round(avg(width_before - width_after), 6) as narrowed_by_plan,
    round(avg(width_before - width_random), 6) as narrowed_at_random,
    round(avg(width_before - width_after) / nullif(avg(width_before - width_random), 0), 6) as ratio
from of_groups
group by agents_of
