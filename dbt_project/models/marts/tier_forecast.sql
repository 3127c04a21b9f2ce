with

forecast_tiers as (

    select * from {{ ref('forecast_tiers') }}

)

select
    scenario,
    site,
    cast(origin as date) as origin,
    cast(period as date) as period,
    cast(horizon as integer) as horizon,
    measure,
    round(expected, 6) as expected,
    round(lower_80, 6) as lower_80,
    round(upper_80, 6) as upper_80,
    round(lower_90, 6) as lower_90,
    round(upper_90, 6) as upper_90,
    cast(unchanged as integer) as unchanged,
    round(widened_by, 6) as widened_by,
    round(lift, 6) as lift,
    round(lift_error, 6) as lift_error
from forecast_tiers
where kind = 'forecast'
