-- After the first placement a tier is left upwards or downwards only by a recorded move.
select *
from {{ ref('agent_ladder') }}
where
    (change = 'promoted' and tier <= previous_tier)
    or (change = 'demoted' and tier >= previous_tier)
    or (change = 'held' and tier <> previous_tier)
