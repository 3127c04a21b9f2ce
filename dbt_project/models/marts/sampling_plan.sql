with

draw as (

    select * from {{ ref('sampling_draw') }}

),

assigned as (

    select * from {{ ref('assigned_reviews') }}
    where kind = 'review'

),

agents as (

    select * from {{ ref('sampling_precision') }}

)

select
    draw.plan_day,
    draw.rank,
    draw.interaction_id,
    draw.day,
    draw.agent_id,
    draw.team_id,
    nullif(draw.issue_type, '') as issue_type,
    draw.stratum,
    case draw.stratum
        when 'risk'
            then
                'Risk: ' || concat_ws(
                    ', ',
                    case when draw.has_complaint then 'complaint' end,
                    case when draw.is_escalated then 'escalated' end,
                    case when draw.is_angry then 'angry customer' end,
                    case when draw.is_hard then 'hard case' end
                )
        when 'new_hire' then 'New hire'
        when 'evidence' then 'Narrows the agent''s interval'
        when 'issue_type' then 'Issue type seldom seen'
        else 'Drawn from all contacts alike'
    end as reason,
    case draw.stratum
        when 'risk'
            then
                '风险：' || concat_ws(
                    '、',
                    case when draw.has_complaint then '投诉' end,
                    case when draw.is_escalated then '升级' end,
                    case when draw.is_angry then '客户愤怒' end,
                    case when draw.is_hard then '疑难个案' end
                )
        when 'new_hire' then '新人'
        when 'evidence' then '可缩小该员工的分数区间'
        when 'issue_type' then '少见的问题类型'
        else '全部服务中等概率抽取'
    end as reason_zh,
    draw.inclusion_probability,
    agents.std_error_before,
    agents.std_error_after,
    assigned.reviewer_id,
    assigned.second_reviewer_id
from draw
left join assigned on draw.interaction_id = assigned.interaction_id
left join agents on draw.agent_id = agents.agent_id
