with

feedback as (

    select
        agent_id,
        {{ period_start('given_at') }} as period,
        lower(trim(dimension)) as dimension,
        rater_role = 'self' as is_self,
        rating
    from {{ ref('stg_qa__feedback_360') }}
    where given_at is not null

)

select
    agent_id,
    period,
    dimension,
    round(avg(case when is_self then rating end), 6) as self_rating,
    round(avg(case when not is_self then rating end), 6) as others_rating,
    cast(count(case when not is_self then rating end) as bigint) as n_others
from feedback
group by agent_id, period, dimension
having count(case when is_self then rating end) > 0
