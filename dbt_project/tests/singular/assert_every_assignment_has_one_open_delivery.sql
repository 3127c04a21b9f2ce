-- What is assigned is sent, and sent once: sending twice would enrol twice.
with

assignments as (

    select distinct
        agent_id,
        course_id
    from {{ ref('path_assignments') }}

),

open_deliveries as (

    select
        agent_id,
        course_id,
        count(*) as rows_open
    from {{ ref('path_deliveries') }}
    where state in ('sent', 'enrolled', 'started')
    group by agent_id, course_id

)

select
    coalesce(assignments.agent_id, open_deliveries.agent_id) as agent_id,
    coalesce(assignments.course_id, open_deliveries.course_id) as course_id,
    open_deliveries.rows_open
from assignments
full join open_deliveries
    on assignments.agent_id = open_deliveries.agent_id and assignments.course_id = open_deliveries.course_id
where
    open_deliveries.rows_open > 1
    or (assignments.agent_id is not null and open_deliveries.rows_open is null)
