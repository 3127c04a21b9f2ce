with

reviewable_contacts as (

    select * from {{ ref('reviewable_contacts') }}
    where not is_reviewed

),

chances as (

    select
        contacts.*,
        cells.stratum,
        -- Summed exactly: the same draw whatever the number of threads.
        cast(cells.inclusion_probability as decimal(18, 9)) as chance
    from reviewable_contacts as contacts
    inner join {{ ref('sampling_cells') }} as cells
        on
            contacts.agent_id = cells.agent_id
            and contacts.issue_type = cells.issue_type
            and contacts.is_risk = cells.is_risk
            and contacts.is_new_hire = cells.is_new_hire

),

-- Systematic sampling by unequal chances (Madow 1949): agents in the order of their lots, within an agent by issue
-- type. Everybody gets the whole number of reviews just below or above their sum of chances.
laid_out as (

    select
        *,
        sum(chance) over (
            order by agent_lot, agent_id, issue_type, lot, interaction_id
            rows between unbounded preceding and current row
        ) as reached,
        cast(cast('0x' || substr(day_lot, 1, 8) as bigint) % 1000000 / 1000000.0 as decimal(18, 9)) as start_at
    from chances

)

select
    interaction_id,
    agent_id,
    team_id,
    issue_type,
    day,
    plan_day,
    has_complaint,
    is_escalated,
    is_angry,
    is_hard,
    is_new_hire,
    stratum,
    cast(chance as double) as inclusion_probability,
    -- Whoever cannot do all of them does the first: these are a draw too.
    cast(row_number() over (order by md5(lot), interaction_id) as integer) as rank
from laid_out
where floor(reached + start_at) > floor(reached - chance + start_at)
