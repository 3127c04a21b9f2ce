with

fitted_effects as (

    select * from {{ ref('fitted_effects') }}

)

select
    indicator,
    factor,
    level,
    cast(since as date) as since,
    round(effect, 6) as effect,
    round(std_error, 6) as std_error,
    round(effect - 1.6448536269514722 * std_error, 6) as lower,
    round(effect + 1.6448536269514722 * std_error, 6) as upper,
    n as n_cases
from fitted_effects
where factor in ('issue_type', 'issue_type_drift', 'complexity', 'customer_emotion', 'channel', 'criterion')
