with

review_marks as (

    select * from {{ ref('int_review_marks') }}

)

select
    agent_id,
    period,
    count(distinct review_id) as n_reviews,
    count(distinct case when fails_critically then review_id end) as n_critical
from review_marks
where method = 'human'
group by agent_id, period
