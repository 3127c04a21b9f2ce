-- Unknown is unknown: neither average nor worst (S3-024).
select *
from {{ ref('agent_scores') }}
where
    (evidence_state = 'none') <> (score is null)
    or (evidence_state = 'none') <> (n_evidence = 0)
