with

fitted_effects as (

    select * from {{ ref('fitted_effects') }}

)

select
    indicator,
    level as rater_id,
    cast(since as date) as since,
    round(-effect, 6) as severity,
    round(std_error, 6) as std_error,
    round(-effect - 1.6448536269514722 * std_error, 6) as lower,
    round(-effect + 1.6448536269514722 * std_error, 6) as upper,
    n as n_marks
from fitted_effects
where factor in ('rater', 'rater_drift')
