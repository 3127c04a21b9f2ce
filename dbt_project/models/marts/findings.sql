with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

findings as (

    select * from {{ ref('stg_qa__findings') }}

),

effects as (

    select * from {{ ref('finding_effects') }}

)

select
    findings.finding_id,
    findings.kind,
    findings.subject,
    findings.team_id,
    case
        when findings.closed_at is not null then 'done'
        when findings.action_at is null and findings.due_at < run_context.as_of then 'overdue'
        when findings.action_at is not null or findings.action is not null then 'in_work'
        else 'open'
    end as state,
    cast(findings.found_at as date) as found_on,
    findings.due_at as due_on,
    cast(findings.action_at as date) as acted_on,
    cast(findings.closed_at as date) as closed_on,
    cast(
        coalesce(cast(findings.closed_at as date), run_context.as_of) - cast(findings.found_at as date) as integer
    ) as age_days,
    cast(cast(findings.action_at as date) - cast(findings.found_at as date) as integer) as days_to_action,
    findings.what,
    findings.where_at,
    findings.when_noted,
    findings.who_role,
    findings.why,
    findings.how,
    findings.action,
    findings.action_kind,
    findings.owner,
    effects.effect,
    cast(effects.n_before as integer) as n_before,
    cast(effects.n_after as integer) as n_after,
    effects.rate_usual,
    effects.rate_before,
    effects.rate_after,
    effects.others_change,
    cast(effects.n_others as integer) as n_others,
    effects.change,
    effects.change_lower,
    effects.change_upper
from findings
cross join run_context
left join effects on findings.finding_id = effects.finding_id
